package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.ParameterCheck;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What is done next with a statement that decodes: the checks on its content give a reason or none, and throw for no
 * content whatever. Only what an honest party signed passes.
 */
final class Rules {
    private static final Population POPULATION = new Population(3);
    private static final Round ROUND = new Round(POPULATION, Terms.of(4, 1));
    private static final Round X_WING = new Round(
            POPULATION, Terms.of(4, 1), seat -> new CommitteeMember(ShareSealing.HPKE_X_WING, POPULATION.random()));
    private static final Announcement ANNOUNCEMENT = ROUND.announcement();
    private static final List<MaskedUpdate> UPDATES = ROUND.contributions(3, new Random(1));
    private static final SignedVote VOTE = ROUND.vote(1, UPDATES);
    private static final QuorumCertificate CERTIFICATE = ROUND.certify(UPDATES);

    private Rules() {}

    /** Whether an announcement is one whose terms protect and whose committee is real. */
    static boolean announcementHolds(byte[] bytes) {
        Optional<Announcement> decoded = Statements.decode(Announcement::decode, bytes);
        if (decoded.isEmpty()) {
            return false;
        }
        Announcement announcement = decoded.get();
        boolean sound = ParameterCheck.check(announcement).isEmpty();
        boolean seated = CommitteeCheck.check(announcement, POPULATION.trust(), Population.NOW)
                .isEmpty();
        if (sound) {
            // A device lays the vector out next: whatever passed must be possible to lay out.
            VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
            int last = layout.chunks() - 1;
            Require.that(layout.chunkBytes(0) <= ParameterCheck.MAX_CHUNK_BYTES, "chunks that fit a record");
            Require.that(
                    layout.firstPolynomialOfChunk(last) + layout.polynomialsInChunk(last) == layout.totalPolynomials(),
                    "chunks that cover the vector");
            Require.that(
                    layout.slotOfParameter(layout.dimension() - 1) < layout.totalSlots(), "a slot for every parameter");
        }
        return sound && seated;
    }

    /** Whether the job takes an update for the one round there is: only the three that were sent. */
    static boolean updateHolds(byte[] bytes) {
        Optional<SignedUpdate> decoded = Statements.decode(SignedUpdate::decode, bytes);
        boolean holds = decoded.filter(
                        update -> UpdateCheck.check(ANNOUNCEMENT, update, POPULATION.trust(), Population.NOW)
                                .isEmpty())
                .isPresent();
        Require.that(
                !holds
                        || UPDATES.stream()
                                .anyMatch(sent -> sent.signed()
                                        .statement()
                                        .equals(decoded.get().statement())),
                "no update to be taken but those sent");
        return holds;
    }

    /** Whether votes or a certificate hold for the one round: only those cast. */
    static boolean voteHolds(byte[] bytes) {
        boolean vote = Statements.decode(SignedVote::decode, bytes)
                .filter(signed -> signed.isValidFor(ANNOUNCEMENT))
                .isPresent();
        boolean certificate = Statements.decode(QuorumCertificate::decode, bytes)
                .filter(signed -> signed.isValidFor(ANNOUNCEMENT))
                .map(signed -> {
                    Require.that(signed.cohortRoot().equals(CERTIFICATE.cohortRoot()), "no other cohort certified");
                    return signed;
                })
                .isPresent();
        boolean reply = Statements.decode(SignedReply::decode, bytes)
                .filter(signed -> signed.isValidFor(ANNOUNCEMENT, CERTIFICATE.cohortRoot()))
                .isPresent();
        Require.that(!reply, "no reply that no member signed");
        return vote || certificate;
    }

    /** Whether sums from outside give a secret: a liar says what it likes. Four bytes per sum, members in a row. */
    static boolean repliesOpen(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        TreeMap<Integer, int[]> replies = new TreeMap<>();
        for (int member = 1; member <= ANNOUNCEMENT.committee().members() && in.remaining() >= 8; member++) {
            int[] sums = new int[ANNOUNCEMENT.blocks()];
            // What is not given is the last number given: interesting sums need not be long.
            int given = Math.max(1, in.get() & 3);
            for (int i = 0; i < sums.length; i++) {
                sums[i] = i < given && in.remaining() >= 4
                        ? Math.floorMod(in.getInt(), Integer.MAX_VALUE)
                        : sums[Math.max(0, i - 1)];
            }
            replies.put(member, sums);
        }
        if (replies.isEmpty()) {
            return false;
        }
        return CommitteeOpening.recover(ANNOUNCEMENT, UPDATES.size(), replies) instanceof CommitteeOpening.Recovered;
    }

    /** One of each kind of statement, well-formed; of check-ins one with each kind of key. */
    static List<byte[]> statements() {
        UpdateStatement update = UPDATES.get(0).signed().statement();
        ReplyStatement reply =
                new ReplyStatement(ANNOUNCEMENT.digest(), CERTIFICATE.cohortRoot(), 2, new int[] {0, 7, 2147483646});
        VoteStatement complaint =
                new VoteStatement(ANNOUNCEMENT.digest(), CERTIFICATE.cohortRoot(), 2, List.of(update.device()));
        var checkIn = ANNOUNCEMENT.seat(1).checkIn();
        var xWing = X_WING.announcement().seat(1).checkIn();
        var manifest = new dev.tutti.secagg.statement.ModelManifest(
                "fitness/test",
                "gait",
                4,
                CERTIFICATE.cohortRoot(),
                ANNOUNCEMENT.digest(),
                ANNOUNCEMENT.digest(),
                List.of(ANNOUNCEMENT.digest(), CERTIFICATE.cohortRoot()));
        return List.of(
                ANNOUNCEMENT.encode(),
                checkIn.statement().encode(),
                ANNOUNCEMENT.encoding().encode(),
                checkIn.credential().credential().encode(),
                manifest.encode(),
                CERTIFICATE.encode(),
                reply.encode(),
                ANNOUNCEMENT.round().encode(),
                checkIn.encode(),
                xWing.statement().encode(),
                xWing.encode(),
                checkIn.credential().encode(),
                new SignedReply(reply, new byte[64]).encode(),
                UPDATES.get(0).signed().encode(),
                VOTE.encode(),
                update.encode(),
                complaint.encode());
    }

    static List<byte[]> announcements() {
        return List.of(ANNOUNCEMENT.encode(), X_WING.announcement().encode());
    }

    static List<byte[]> updates() {
        return UPDATES.stream().map(sent -> sent.signed().encode()).toList();
    }

    static List<byte[]> votes() {
        ReplyStatement reply =
                new ReplyStatement(ANNOUNCEMENT.digest(), CERTIFICATE.cohortRoot(), 2, new int[ANNOUNCEMENT.blocks()]);
        return List.of(VOTE.encode(), CERTIFICATE.encode(), new SignedReply(reply, new byte[64]).encode());
    }

    static List<byte[]> replies() {
        byte[] zeros = new byte[4 * 8];
        byte[] large = new byte[4 * 8];
        Arrays.fill(large, (byte) 0x7f);
        return List.of(zeros, large);
    }
}
