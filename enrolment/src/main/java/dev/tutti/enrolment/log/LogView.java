package dev.tutti.enrolment.log;

import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.Optional;

/**
 * A log as one who only sees its heads knows it: every head accepted is signed and begins with the one before. Two heads
 * of a forked log cannot both be accepted by one view; that all views see the same log takes their comparing heads. Safe
 * for use by several threads.
 */
public final class LogView {
    private final OperatorVerifier enrolmentKey;
    private Optional<SeenHead> latest = Optional.empty();

    /**
     * @param enrolmentKey the pinned key of the enrolment service
     */
    public LogView(OperatorVerifier enrolmentKey) {
        this.enrolmentKey = enrolmentKey;
    }

    /** A view that goes on from a head seen earlier, as {@link #latest} gave it. */
    public LogView(OperatorVerifier enrolmentKey, SeenHead seen) {
        this.enrolmentKey = enrolmentKey;
        latest = Optional.of(seen);
    }

    /**
     * Takes a head, or says why not.
     *
     * @param proof from the latest head to this one; not looked at for the first
     * @param nowMillis the viewer's own clock
     */
    public synchronized Optional<LogFault> accept(SignedLogHead signed, ConsistencyProof proof, long nowMillis) {
        if (!signed.isSignedBy(enrolmentKey)) {
            return Optional.of(LogFault.BAD_SIGNATURE);
        }
        LogHead newer = signed.head();
        if (latest.isPresent()) {
            LogHead older = latest.get().signed().head();
            if (newer.size() < older.size()
                    || newer.atMillis() < older.atMillis()
                    || newer.devices() < older.devices()) {
                return Optional.of(LogFault.NOT_NEWER);
            }
            if (!proof.verify(older.size(), older.root(), newer.size(), newer.root())
                    || newer.devices() - older.devices() > newer.size() - older.size()) {
                return Optional.of(LogFault.INCONSISTENT);
            }
        }
        latest = Optional.of(new SeenHead(signed, nowMillis));
        return Optional.empty();
    }

    /** The latest head accepted, and when. */
    public synchronized Optional<SeenHead> latest() {
        return latest;
    }
}
