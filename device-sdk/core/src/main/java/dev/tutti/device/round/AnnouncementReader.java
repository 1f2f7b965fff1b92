package dev.tutti.device.round;

import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;

/**
 * Turns what a transport delivered into an announcement that the pinned operator signed. The envelope's own ids are not
 * looked at: only the signed bytes count.
 */
public final class AnnouncementReader {
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
            return new Signed(new OpenRound(Announcement.decode(bytes), Digest.sha256(bytes)));
        } catch (MalformedMessageException e) {
            return new Refused(new JoinRefusal(JoinFault.MALFORMED, String.valueOf(e.getMessage())));
        }
    }

    /** What came of reading. */
    public sealed interface Reading {}

    /** Signed by the pinned operator. */
    public record Signed(OpenRound round) implements Reading {}

    /** Not an announcement to look at. */
    public record Refused(JoinRefusal refusal) implements Reading {}
}
