package dev.tutti.device.update;

import dev.tutti.device.Seeds;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;

/**
 * Masks an update, once per announcement and once per round: the numbered steps of protocol.md, "Device, masking". Every
 * check on the announcement and the update has passed before this is called.
 */
public final class UpdateMasker {
    private final Enclave enclave;
    private final StateStore store;
    private final SlotEncoding encoding;
    private final Clock clock;
    /** Mask secrets come from here and from nowhere else. */
    private final SecureRandom secrets = new SecureRandom();

    /**
     * @param enclave signs the header
     * @param store written ahead
     * @param seeds rounding
     * @param clock time of the record
     */
    public UpdateMasker(Enclave enclave, StateStore store, Seeds seeds, Clock clock) {
        this(enclave, store, new WeightedEncoding(seeds), clock);
    }

    /** With another encoding, so that a test can show what an operator would gain by it. */
    UpdateMasker(Enclave enclave, StateStore store, SlotEncoding encoding, Clock clock) {
        this.enclave = enclave;
        this.store = store;
        this.encoding = encoding;
        this.clock = clock;
    }

    /** Turns an update into slot values. */
    @FunctionalInterface
    interface SlotEncoding {
        /** All slots of the update as this round wants them; the caller's to erase. */
        int[] encode(TrainedUpdate update, OpenRound round);
    }

    /** Masks {@code update} for {@code round} and stores the ciphertext; nothing leaves the device here. */
    public Masking mask(TrainedUpdate update, OpenRound round) {
        Announcement terms = round.terms();
        // 1. The update is bound to this announcement for good.
        if (!update.spendOn(round.hash())) {
            return new Masking.Refused(new JoinRefusal(JoinFault.UPDATE_SPENT, ""));
        }
        // 2. Written ahead: announcement hash and upload id, durable before any secret exists.
        UploadId upload = UploadId.random(secrets);
        UpdateRecord ahead = UpdateRecord.preparing(
                round.hash(),
                terms.round(),
                upload,
                clock.millis(),
                terms.window().closesAtMillis());
        if (!store.begin(ahead)) {
            return new Masking.Refused(new JoinRefusal(JoinFault.ROUND_USED, round.name()));
        }
        // 3. Encode, mask, seal and sign; the mask secret and its errors are erased in there.
        int[] slots = encoding.encode(update, round);
        MaskedUpdate masked;
        try {
            masked = Contribution.prepare(terms, enclave.credential(), upload, update.base(), slots, enclave, secrets);
        } finally {
            Arrays.fill(slots, 0);
        }
        // 4. Store the finished ciphertext; only then may it be sent.
        FinishedUpdate finished = new FinishedUpdate(terms, masked.signed(), masked.chunks(), masked.sealedShares());
        store.finish(round.hash(), finished);
        return new Masking.Masked(finished);
    }
}
