package dev.tutti.device.round;

import dev.tutti.device.transport.Fields;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a transport delivered into an announcement that the pinned operator signed. The envelope's own ids are not
 * looked at: only the signed bytes count. The number of sub-cohorts stands in the envelope alone; it says how many a device
 * draws from and nothing about who may open what, so it only has to make sense. So does the committee's proof, which shows
 * itself or shows nothing.
 */
public final class AnnouncementReader {
    /** Most sub-cohorts of one round. */
    public static final int MAX_SUB_COHORTS = 1024;

    private final SignatureRule operator;

    /**
     * @param operator the pinned operator
     */
    public AnnouncementReader(OperatorVerifier operator) {
        this(operator::verify);
    }

    /** With a rule of the test's own, so that it can show what an attacker gains without the real one. */
    AnnouncementReader(SignatureRule rule) {
        this.operator = rule;
    }

    /** Whether a signature is the operator's. */
    @FunctionalInterface
    interface SignatureRule {
        boolean verify(String label, byte[] message, byte[] signature);
    }

    /** The signed announcement, or why it is none. */
    public Reading read(RoundAnnouncement delivered) {
        byte[] bytes = Fields.bytes(delivered.getAnnouncement());
        // The signature comes first: unsigned bytes are not worth parsing.
        if (!operator.verify(Announcement.LABEL, bytes, Fields.bytes(delivered.getOperatorSignature()))) {
            return new Refused(new JoinRefusal(JoinFault.BAD_OPERATOR_SIGNATURE, ""));
        }
        try {
            OpenRound round = new OpenRound(
                    Announcement.decode(bytes), Digest.sha256(bytes), proof(delivered.getCommitteeProof()));
            return read(round, delivered.getSubCohorts());
        } catch (MalformedMessageException e) {
            return new Refused(new JoinRefusal(JoinFault.MALFORMED, String.valueOf(e.getMessage())));
        }
    }

    private static Optional<CommitteeProof> proof(@Nullable ByteBuffer shown) {
        if (shown == null || shown.remaining() > CommitteeProof.MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(CommitteeProof.decode(Fields.bytes(shown)));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static Reading read(OpenRound round, int subCohorts) {
        int index = round.terms().round().subCohort();
        if (subCohorts < 1 || subCohorts > MAX_SUB_COHORTS || index >= subCohorts) {
            return new Refused(new JoinRefusal(
                    JoinFault.SUB_COHORT_OUT_OF_RANGE,
                    "expected one of 1 to " + MAX_SUB_COHORTS + ", announced the one of index " + index + " of "
                            + subCohorts));
        }
        return new Signed(round, subCohorts);
    }

    /** What came of reading. */
    public sealed interface Reading {}

    /**
     * Signed by the pinned operator.
     *
     * @param subCohorts how many sub-cohorts the round is said to have, 1…{@value #MAX_SUB_COHORTS}; not signed
     */
    public record Signed(OpenRound round, int subCohorts) implements Reading {}

    /** Not an announcement to look at. */
    public record Refused(JoinRefusal refusal) implements Reading {}
}
