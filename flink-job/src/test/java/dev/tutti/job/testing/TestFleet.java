package dev.tutti.job.testing;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeFloor;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** An honest committee that lives on the topics, and everything the job says, as one reader hears it. */
public final class TestFleet implements AutoCloseable {
    public final SecureRandom random = new SecureRandom();
    public final OperatorKey issuerKey = OperatorKey.generate(random);
    public final CredentialIssuer issuer = new CredentialIssuer(issuerKey);
    public final List<RejectedUpdate> rejects = new ArrayList<>();
    public final List<Receipt> receipts = new ArrayList<>();
    public final List<RoundReport> reports = new ArrayList<>();
    public final List<AggregatePublished> aggregates = new ArrayList<>();
    public final List<ModelPublished> models = new ArrayList<>();
    public final List<RoundAnnouncement> announcements = new ArrayList<>();
    public final List<TaskAnswer> answers = new ArrayList<>();
    /** Bytes of the rejects heard. */
    public long rejectBytes;

    private final Topics topics;
    private final CredentialTrust trust = CredentialTrust.forDevelopment(issuer.publicKey());
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<DeviceId, CommitteeMember> members = new HashMap<>();
    private final Map<ByteBuffer, Announcement> rounds = new HashMap<>();
    private @Nullable Announcement announced;

    public TestFleet(String bootstrapServers, Topics topics) {
        this.topics = topics;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", Topics.MAX_MESSAGE_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> heard = new ArrayList<>();
        for (String topic : List.of(
                topics.announcements(),
                topics.requests(),
                topics.receipts(),
                topics.rejects(),
                topics.reports(),
                topics.models(),
                topics.aggregates())) {
            for (int partition = 0; partition < topics.partitionsOf(topic); partition++) {
                heard.add(new TopicPartition(topic, partition));
            }
        }
        consumer.assign(heard);
        consumer.seekToBeginning(heard);
    }

    public TestDevice device() {
        return device(TestRound.POPULATION);
    }

    /** A device of a population. */
    public TestDevice device(String population) {
        return new TestDevice(issuer, population, System.currentTimeMillis());
    }

    /** Lets this many fresh devices offer to decrypt. */
    public void checkIn(String population, int devices) {
        for (int i = 0; i < devices; i++) {
            checkIn(population, device(population));
        }
    }

    /** Lets a device offer to decrypt. */
    public void checkIn(String population, TestDevice device) {
        checkIn(population, device, null);
    }

    /** Lets a device offer to decrypt, and show that it is eligible, or anything else. */
    public void checkIn(String population, TestDevice device, byte @Nullable [] eligibility) {
        CommitteeMember member = new CommitteeMember(random);
        CheckInStatement offer = member.checkIn(
                population,
                device.id(),
                device.credential().credential().digest(),
                System.currentTimeMillis() + 3_000_000);
        members.put(device.id(), member);
        say(
                topics.checkIns(),
                device.id().bytes(),
                RecordCodec.encode(CheckIn.newBuilder()
                        .setPopulation(population)
                        .setDeviceId(wrap(device.id().bytes()))
                        .setStatement(wrap(offer.encode()))
                        .setSignature(wrap(device.sign(offer.encode())))
                        .setCredential(wrap(device.credential().encode()))
                        .setEligibility(eligibility == null ? null : wrap(eligibility))
                        .build()));
    }

    /** Writes a record; records of one key stay in order. */
    public Future<RecordMetadata> send(String topic, byte @Nullable [] key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, key, value));
    }

    /** Writes a record and waits until it is in the log. */
    public void say(String topic, byte @Nullable [] key, byte[] value) {
        try {
            send(topic, key, value).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        }
    }

    /** The announced round, once it was heard of. */
    public @Nullable Announcement announced() {
        return announced;
    }

    /** A round of a population, once it was heard of. */
    public Optional<Announcement> announced(String population, long round) {
        return announced(population, round, 0);
    }

    /** A sub-cohort of a round of a population, once it was heard of. */
    public Optional<Announcement> announced(String population, long round, int subCohort) {
        return rounds.values().stream()
                .filter(each -> each.round().population().equals(population))
                .filter(each -> each.round().round() == round && each.round().subCohort() == subCohort)
                .findFirst();
    }

    /** Hears what has been said, and lets the committee answer. */
    public void hear() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            SpecificRecord said = RecordCodec.decode(record.value());
            if (said instanceof RoundAnnouncement round) {
                announcements.add(round);
                announced = Announcement.decode(bytes(round.getAnnouncement()));
                rounds.put(round.getAnnouncementHash(), announced);
            } else if (said instanceof VoteRequest request) {
                vote(request);
            } else if (said instanceof UnmaskRequest request) {
                open(request);
            } else if (said instanceof RejectedUpdate reject) {
                rejects.add(reject);
                rejectBytes += record.value().length;
            } else if (said instanceof Receipt receipt) {
                receipts.add(receipt);
            } else if (said instanceof RoundReport report) {
                reports.add(report);
            } else if (said instanceof AggregatePublished aggregate) {
                aggregates.add(aggregate);
            } else if (said instanceof ModelPublished model) {
                models.add(model);
            } else if (said instanceof TaskAnswer answer) {
                answers.add(answer);
            }
        }
    }

    private void vote(VoteRequest request) {
        Announcement round =
                Objects.requireNonNull(rounds.get(request.getAnnouncementHash()), "announced before it is sealed");
        CommitteeFloor floor = new CommitteeFloor(
                round.limits().minContributors(),
                round.committee().members(),
                round.committee().corrupt(),
                2 * round.committee().corrupt(),
                round.limits().minPerBase());
        List<ContributorEvidence> evidence =
                request.getContributors().stream().map(TestFleet::evidence).toList();
        VoteDecision decision = member(request.getDeviceId())
                .vote(
                        round,
                        request.getMemberIndex(),
                        evidence,
                        Digest.of(bytes(request.getCohortRoot())),
                        floor,
                        trust,
                        System.currentTimeMillis());
        CohortVote.Builder vote = CohortVote.newBuilder()
                .setAnnouncementHash(request.getAnnouncementHash())
                .setMemberIndex(request.getMemberIndex());
        if (decision instanceof VoteDecision.Voted voted) {
            vote.setStatement(wrap(voted.vote().statement().encode()))
                    .setSignature(wrap(voted.vote().signature()));
        } else if (decision instanceof VoteDecision.Refused refused) {
            vote.setRefusal(refused.reason().name());
        }
        say(topics.replies(), bytes(request.getDeviceId()), RecordCodec.encode(vote.build()));
    }

    private static ContributorEvidence evidence(CohortContributor c) {
        return new ContributorEvidence(
                new SignedUpdate(
                        UpdateStatement.decode(bytes(c.getStatement())),
                        bytes(c.getSignature()),
                        SignedCredential.decode(bytes(c.getCredential()))),
                bytes(c.getSealedShare()),
                c.getShareProof().stream().map(d -> Digest.of(bytes(d))).toList());
    }

    private void open(UnmaskRequest request) {
        OpenDecision decision =
                member(request.getDeviceId()).open(QuorumCertificate.decode(bytes(request.getCertificate())));
        if (decision instanceof OpenDecision.Opened opened) {
            say(
                    topics.replies(),
                    bytes(request.getDeviceId()),
                    RecordCodec.encode(UnmaskReply.newBuilder()
                            .setAnnouncementHash(request.getAnnouncementHash())
                            .setMemberIndex(request.getMemberIndex())
                            .setStatement(wrap(opened.reply().statement().encode()))
                            .setSignature(wrap(opened.reply().signature()))
                            .build()));
        }
    }

    private CommitteeMember member(ByteBuffer device) {
        return Objects.requireNonNull(members.get(DeviceId.of(bytes(device))), "only members are asked");
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
