package dev.tutti.device.committee;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A whole committee of devices with the same rules, and a job that asks each of them. */
final class FourDecryptors implements AutoCloseable {
    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final List<CommitteeRole> roles = new ArrayList<>();
    private final Network network;

    FourDecryptors(TestOperator operator, Network network, TestClock clock, DecryptorRules rules, Path directory) {
        this.network = network;
        for (int seat = 1; seat <= TestOperator.MEMBERS; seat++) {
            EgressLog egress = new EgressLog(directory.resolve("egress " + seat + ".log"));
            CommitteeRole role = new CommitteeRole(
                    new CommitteePost(TestOperator.POPULATION, operator.enrol(), network.endpoint(), egress, clock),
                    rules,
                    OwnEligibility.notShown(),
                    serial,
                    clock,
                    Duration.ofHours(1));
            role.checkIn();
            roles.add(role);
        }
    }

    /** What they offered, by seat. */
    List<SignedCheckIn> checkIns() {
        return network.sent(CheckIn.class).stream()
                .limit(TestOperator.MEMBERS)
                .map(sent -> new SignedCheckIn(
                        CheckInStatement.decode(Fields.bytes(sent.getStatement())),
                        Fields.bytes(sent.getSignature()),
                        SignedCredential.decode(Fields.bytes(sent.getCredential()))))
                .toList();
    }

    /** Shows a sealed cohort to each of them. */
    void ask(OpenRound round, List<MaskedUpdate> sealed) {
        TestJob job = new TestJob(round.terms());
        for (int seat = 1; seat <= roles.size(); seat++) {
            roles.get(seat - 1).announced(round);
            roles.get(seat - 1).voteRequested(job.voteRequest(sealed, seat));
        }
    }

    /** Reasons of those that refused. */
    List<String> refusals() {
        return network.sent(CohortVote.class).stream()
                .map(CohortVote::getRefusal)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Votes of those that did not. */
    List<SignedVote> votes() {
        List<SignedVote> votes = new ArrayList<>();
        for (CohortVote sent : network.sent(CohortVote.class)) {
            if (sent.getStatement() != null) {
                votes.add(new SignedVote(
                        VoteStatement.decode(Fields.bytes(sent.getStatement())),
                        Fields.bytes(Objects.requireNonNull(sent.getSignature()))));
            }
        }
        return votes;
    }

    /** The sum, once all of them have voted. */
    SliceSum open(OpenRound round, List<MaskedUpdate> sealed) {
        TestJob job = new TestJob(round.terms());
        QuorumCertificate certificate =
                new QuorumCertificate(round.hash(), TestJob.seal(sealed).root(), votes());
        for (int seat = 1; seat <= roles.size(); seat++) {
            roles.get(seat - 1).unmaskRequested(job.unmaskRequest(certificate, seat));
        }
        List<SignedReply> replies = network.sent(UnmaskReply.class).stream()
                .map(sent -> new SignedReply(
                        ReplyStatement.decode(Fields.bytes(sent.getStatement())), Fields.bytes(sent.getSignature())))
                .toList();
        return job.sum(sealed, replies);
    }

    @Override
    public void close() {
        serial.close();
    }
}
