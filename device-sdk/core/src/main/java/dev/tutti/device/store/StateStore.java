package dev.tutti.device.store;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.RoundId;
import java.util.List;
import java.util.Optional;

/**
 * The device's memory of what it masked, written ahead. Every change is durable when the method returns, and a crash
 * between two changes leaves the first: this is what "masked once" and "one update, one opening" rest on.
 *
 * <p>Safe for use by several threads. Every method throws {@link StateStoreException} if the state cannot be read or
 * written; the caller then masks and sends nothing.
 */
public interface StateStore extends AutoCloseable {
    /**
     * Writes ahead that an update is about to be masked, unless this announcement, or any attempt or sub-cohort of its
     * round, was used before.
     *
     * @param preparing in state PREPARING
     * @return false, and nothing is written, if the announcement or the round was used before
     */
    boolean begin(UpdateRecord preparing);

    /**
     * Stores a finished ciphertext and moves its record from PREPARING to READY.
     *
     * @throws IllegalStateException if there is no record for this announcement, or it is not PREPARING
     */
    void finish(Digest announcement, FinishedUpdate update);

    /**
     * Moves a record forward. The ciphertext is forgotten in a last state.
     *
     * @param reason why, at most {@value UpdateRecord#MAX_REASON} bytes; empty where there is nothing to say
     * @return false, and nothing changes, if {@code state} does not follow from the record's present state
     * @throws IllegalStateException if there is no record
     */
    boolean mark(Digest announcement, UpdateState state, String reason);

    /** Whether any update was ever masked for this round of this task, whatever the attempt or sub-cohort. */
    boolean isUsed(RoundId round);

    /** The record for an announcement. */
    Optional<UpdateRecord> record(Digest announcement);

    /** The stored ciphertext of a record that is READY or SENT. */
    Optional<FinishedUpdate> finished(Digest announcement);

    /** Every record kept, oldest first. */
    List<UpdateRecord> records();

    /** Releases the state. */
    @Override
    void close();
}
