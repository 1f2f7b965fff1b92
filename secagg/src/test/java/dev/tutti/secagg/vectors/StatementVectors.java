package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.statement.WeightFunction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** {@code statements.json}: each statement's fields, canonical bytes and hash; and bytes that are no statement. */
final class StatementVectors {
    private static final Map<String, Function<byte[], Object>> READERS = readers();

    private final VectorRound round = new VectorRound();
    private final ArrayNode vectors = array();

    private StatementVectors() {}

    static ObjectNode file() {
        return new StatementVectors().statements();
    }

    private static Map<String, Function<byte[], Object>> readers() {
        Map<String, Function<byte[], Object>> readers = new LinkedHashMap<>();
        readers.put("tutti/round/v1", RoundId::decode);
        readers.put("tutti/encoding/v1", Encoding::decode);
        readers.put("tutti/credential/v1", KeyCredential::decode);
        readers.put("tutti/signed-credential/v1", SignedCredential::decode);
        readers.put("tutti/check-in/v1", CheckInStatement::decode);
        readers.put("tutti/signed-check-in/v1", SignedCheckIn::decode);
        readers.put("tutti/check-in/x-wing/v1", CheckInStatement::decode);
        readers.put("tutti/signed-check-in/x-wing/v1", SignedCheckIn::decode);
        readers.put("tutti/announcement/v1", Announcement::decode);
        readers.put("tutti/update/v1", UpdateStatement::decode);
        readers.put("tutti/signed-update/v1", SignedUpdate::decode);
        readers.put("tutti/vote/v1", VoteStatement::decode);
        readers.put("tutti/signed-vote/v1", SignedVote::decode);
        readers.put("tutti/certificate/v1", QuorumCertificate::decode);
        readers.put("tutti/reply/v1", ReplyStatement::decode);
        readers.put("tutti/signed-reply/v1", SignedReply::decode);
        readers.put("tutti/model/v1", ModelManifest::decode);
        return readers;
    }

    private ObjectNode statements() {
        Announcement announcement = round.announcement();
        SignedUpdate update = round.device(0).update().signed();
        SignedCheckIn checkIn = announcement.seat(1).checkIn();
        SignedVote vote = round.votes().get(0);
        add(
                "tutti/round/v1",
                StatementFields.of(announcement.round()),
                announcement.round().encode());
        add(
                "tutti/encoding/v1",
                StatementFields.of(announcement.encoding()),
                announcement.encoding().encode());
        KeyCredential credential = update.credential().credential();
        add("tutti/credential/v1", StatementFields.of(credential), credential.encode());
        add(
                "tutti/signed-credential/v1",
                StatementFields.of(update.credential()),
                update.credential().encode());
        add(
                "tutti/check-in/v1",
                StatementFields.of(checkIn.statement()),
                checkIn.statement().encode());
        add("tutti/signed-check-in/v1", StatementFields.of(checkIn), checkIn.encode());
        add("tutti/announcement/v1", StatementFields.of(announcement), announcement.encode());
        Announcement noisy = round.terms().withPrivacy(noise()).announce(announcement.seats());
        add("tutti/announcement/v1", StatementFields.of(noisy), noisy.encode());
        ArrayNode refused = wide(announcement);
        add(
                "tutti/update/v1",
                StatementFields.of(update.statement()),
                update.statement().encode());
        add("tutti/signed-update/v1", StatementFields.of(update), update.encode());
        add(
                "tutti/vote/v1",
                StatementFields.of(vote.statement()),
                vote.statement().encode());
        VoteStatement complaining =
                new VoteStatement(announcement.digest(), round.cohort().root(), 8, List.of(device(1), device(2)));
        add("tutti/vote/v1", StatementFields.of(complaining), complaining.encode());
        add("tutti/signed-vote/v1", StatementFields.of(vote), vote.encode());
        add(
                "tutti/certificate/v1",
                StatementFields.of(round.certificate()),
                round.certificate().encode());
        ReplyStatement reply =
                new ReplyStatement(announcement.digest(), round.cohort().root(), 3, new int[] {0, 1, 2147483646});
        add("tutti/reply/v1", StatementFields.of(reply), reply.encode())
                .put("sums_digest", reply.sumsDigest().hex())
                .put("signed_bytes", hex(reply.signedBytes()));
        SignedReply signedReply = new SignedReply(reply, FixedRandom.bytes("signature", 64));
        add("tutti/signed-reply/v1", StatementFields.of(signedReply), signedReply.encode());
        ModelManifest manifest = manifest();
        add("tutti/model/v1", StatementFields.of(manifest), manifest.encode());
        return object().put("about", "canonical bytes of every statement and their SHA-256; bytes that must be refused")
                .<ObjectNode>set("vectors", vectors)
                .set("negatives", negatives(announcement, update, vote).addAll(refused));
    }

    /** Two primes, more slots than one prime has bits for, weights wider than values, X-Wing keys; and what is none. */
    private ArrayNode wide(Announcement announcement) {
        Encoding encoding = new Encoding(9, 8, 1f, 0.5f, 21, 5, 1, 1, WeightFunction.EXAMPLES_STALENESS, 4096, true);
        add("tutti/encoding/v1", StatementFields.of(encoding), encoding.encode());
        List<RingParameters> rings = ParameterSets.twoPrimeRings();
        Terms terms = round.terms().withEncoding(encoding).withRing(rings.get(rings.size() - 1));
        Announcement twoPrimes = terms.announce(announcement.seats());
        add("tutti/announcement/v1", StatementFields.of(twoPrimes), twoPrimes.encode());
        Seat seat = new Seat(1, Round.checkIn(round.population().enrol(), xWingMember()));
        SignedCheckIn checkIn = seat.checkIn();
        add(
                "tutti/check-in/x-wing/v1",
                StatementFields.of(checkIn.statement()),
                checkIn.statement().encode());
        add("tutti/signed-check-in/x-wing/v1", StatementFields.of(checkIn), checkIn.encode());
        Announcement xWing =
                terms.withCommittee(new CommitteeParameters(1, 0, 1, 0, 1, 1)).announce(List.of(seat));
        add("tutti/announcement/v1", StatementFields.of(xWing), xWing.encode());

        byte[] primes = twoPrimes.encode();
        int ring = ringOf(twoPrimes);
        int version = 4 + Announcement.LABEL.length();
        byte[] equal = primes.clone();
        System.arraycopy(primes, ring + 8, equal, ring + 16, Long.BYTES);
        byte[] keys = xWing.encode();
        int sealing = keys.length - seatBytes(seat) - Integer.BYTES - 1;
        byte[] offer = announcement.seat(1).checkIn().statement().encode();
        String label = "tutti/check-in/x-wing/v1";
        byte[] relabelled = new CanonicalWriter(label)
                .fixed(Arrays.copyOfRange(offer, 4 + "tutti/check-in/v1".length(), offer.length))
                .toBytes();
        return array().add(refused("two primes in version 1", "tutti/announcement/v1", with(primes, version, 1)))
                .add(refused(
                        "one prime as version 1 has it in version 2",
                        "tutti/announcement/v1",
                        with(announcement.encode(), version, 2)))
                .add(refused("one prime twice", "tutti/announcement/v1", equal))
                .add(refused("three primes", "tutti/announcement/v1", with(primes, ring + 7, 3)))
                .add(refused("an X-Wing key sealed to as X25519", "tutti/announcement/v1", with(keys, sealing, 1)))
                .add(refused("an unknown sealing", "tutti/announcement/v1", with(keys, sealing, 3)))
                .add(refused("an X25519 key offered as X-Wing", label, relabelled));
    }

    /** Where the ring's degree stands in an announcement over two primes. */
    private static int ringOf(Announcement announcement) {
        byte[] prime = ByteBuffer.allocate(Long.BYTES)
                .putLong(announcement.ring().primes().get(0))
                .array();
        return hex(announcement.encode()).indexOf(hex(prime)) / 2 - 2 * Integer.BYTES;
    }

    private static int seatBytes(Seat seat) {
        return 1 + seat.checkIn().encode().length - Integer.BYTES - "tutti/signed-check-in/x-wing/v1".length();
    }

    private static CommitteeMember xWingMember() {
        return new CommitteeMember(ShareSealing.HPKE_X_WING, new FixedRandom("x-wing member"));
    }

    private ObjectNode add(String label, ObjectNode fields, byte[] bytes) {
        read(label, bytes);
        ObjectNode vector = vector(label)
                .<ObjectNode>set("fields", fields)
                .put("bytes", hex(bytes))
                .put("sha256", Json.sha256(bytes));
        vectors.add(vector);
        return vector;
    }

    private ArrayNode negatives(Announcement announcement, SignedUpdate update, SignedVote vote) {
        byte[] round = announcement.round().encode();
        byte[] encoding = announcement.encoding().encode();
        byte[] terms = announcement.encode();
        byte[] credential = update.credential().credential().encode();
        byte[] voteBytes = vote.encode();
        int roundFields = 4 + "tutti/round/v1".length();
        int encodingFields = 4 + "tutti/encoding/v1".length();
        return array().add(refused("a byte too many", "tutti/round/v1", Arrays.copyOf(round, round.length + 1)))
                .add(refused("a byte too few", "tutti/round/v1", Arrays.copyOf(round, round.length - 1)))
                .add(refused("nothing", "tutti/round/v1", new byte[0]))
                .add(refused("another statement's label", "tutti/encoding/v1", round))
                .add(refused("another version's label", "tutti/round/v1", with(round, roundFields - 1, '2')))
                .add(refused("a name that climbs", "tutti/round/v1", with(round, roundFields + 4, '.')))
                .add(refused("a name that is not UTF-8", "tutti/round/v1", with(round, roundFields + 4, 0xff)))
                .add(refused("a length beyond the end", "tutti/round/v1", with(round, roundFields + 2, 1)))
                .add(refused("a negative length", "tutti/round/v1", with(round, roundFields, 0x80)))
                .add(refused("round zero", "tutti/round/v1", with(round, round.length - 9, 0)))
                .add(refused("a flag of two", "tutti/encoding/v1", with(encoding, encoding.length - 1, 2)))
                .add(refused("an unknown code", "tutti/encoding/v1", with(encoding, encoding.length - 6, 9)))
                .add(refused("values of seventeen bits", "tutti/encoding/v1", with(encoding, encodingFields + 4, 17)))
                .add(refused(
                        "a clip norm of negative zero",
                        "tutti/encoding/v1",
                        with(with(encoding, encodingFields + 5, 0x80), encodingFields + 6, 0)))
                .add(refused(
                        "a clip norm that is not a number",
                        "tutti/encoding/v1",
                        with(with(encoding, encodingFields + 5, 0x7f), encodingFields + 6, 0xc0)))
                .add(refused(
                        "more bits of slots than any modulus holds",
                        "tutti/encoding/v1",
                        with(encoding, encodingFields + 14, 16)))
                .add(refused("no polynomials to a slice", "tutti/encoding/v1", with(encoding, encodingFields + 18, 0)))
                .add(refused("expired before issued", "tutti/credential/v1", expiresBeforeIssued(credential)))
                .add(refused("a seat missing", "tutti/announcement/v1", Arrays.copyOf(terms, terms.length - 100)))
                .add(refused("seat 129", "tutti/vote/v1", with(vote.statement().encode(), voteSeat(), 129)))
                .add(refused(
                        "a signature a byte short",
                        "tutti/signed-vote/v1",
                        Arrays.copyOf(voteBytes, voteBytes.length - 1)))
                .add(refused("complaints out of order", "tutti/vote/v1", complaints(vote.statement(), 2, 1)))
                .add(refused("one complaint twice", "tutti/vote/v1", complaints(vote.statement(), 1, 1)))
                .add(refused(
                        "more complaints than bytes",
                        "tutti/vote/v1",
                        with(vote.statement().encode(), voteSeat() + 2, 1)))
                .add(refused("a sum that is no field element", "tutti/reply/v1", replyOf(Integer.MAX_VALUE)))
                .add(refused("a negative sum", "tutti/reply/v1", replyOf(-1)));
    }

    private ObjectNode refused(String name, String label, byte[] bytes) {
        return Refusals.malformed(vector(name).put("label", label).put("bytes", hex(bytes)), () -> read(label, bytes));
    }

    private static Object read(String label, byte[] bytes) {
        return Objects.requireNonNull(READERS.get(label)).apply(bytes);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static int voteSeat() {
        return 4 + "tutti/vote/v1".length() + 2 * Digest.BYTES;
    }

    private static byte[] expiresBeforeIssued(byte[] credential) {
        int at = 4
                + "tutti/credential/v1".length()
                + DeviceId.BYTES
                + Integer.BYTES
                + Population.NAME.length()
                + KeyCredential.PUBLIC_KEY_BYTES
                + 2;
        byte[] copy = credential.clone();
        ByteBuffer.wrap(copy).putLong(at, Population.NOW).putLong(at + Long.BYTES, Population.NOW);
        return copy;
    }

    /** A vote's bytes with two complaints, in any order. */
    private static byte[] complaints(VoteStatement vote, int first, int second) {
        byte[] none = vote.encode();
        return ByteBuffer.allocate(none.length + 2 * DeviceId.BYTES)
                .put(none, 0, none.length - Integer.BYTES)
                .putInt(2)
                .put(device(first).bytes())
                .put(device(second).bytes())
                .array();
    }

    private byte[] replyOf(int sum) {
        byte[] bytes =
                new ReplyStatement(round.announcement().digest(), round.cohort().root(), 1, new int[] {5}).encode();
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, sum);
        return bytes;
    }

    private static DeviceId device(int first) {
        byte[] bytes = new byte[DeviceId.BYTES];
        bytes[0] = (byte) first;
        return DeviceId.of(bytes);
    }

    private static PrivacyConfiguration noise() {
        return new PrivacyConfiguration(NoiseMechanism.SKELLAM, 2.5, 10, 0.00001);
    }

    private static ModelManifest manifest() {
        return new ModelManifest(
                Population.NAME,
                "gait",
                3,
                Digest.sha256(new byte[] {1}),
                Digest.sha256(new byte[] {2}),
                Digest.sha256(new byte[] {3}),
                List.of(Digest.sha256(new byte[] {4}), Digest.sha256(new byte[] {5})));
    }
}
