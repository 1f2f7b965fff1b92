package dev.tutti.job.round;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of the sealer to one slice. Slices obey; they use time for nothing but expiry.
 *
 * @param kind what to do
 * @param population population of the round
 * @param cohort announcement hash, hex
 * @param slice slice, 0-based
 * @param device device (hex) to admit or reject; null otherwise
 * @param upload upload (hex) to admit or reject; null otherwise
 * @param chunkDigests SHA-256 (hex) of the device's chunks of this slice, in order; with ADMIT and REJECT
 * @param announcement canonical announcement; with START only
 * @param contributors size of the sealed cohort; with OPEN only
 * @param secretSum sum S of the contributors' secrets, N centred coefficients; with OPEN only
 */
public record SliceSignal(
        Kind kind,
        String population,
        String cohort,
        int slice,
        @Nullable String device,
        @Nullable String upload,
        @Nullable List<String> chunkDigests,
        byte @Nullable [] announcement,
        int contributors,
        int @Nullable [] secretSum) {
    /** What a slice can be told. */
    public enum Kind {
        /** The cohort exists; here are its terms. */
        START,
        /** Add this device's chunks to the sum. */
        ADMIT,
        /** This upload was turned away: forget its chunks, also those still on their way. */
        REJECT,
        /** The cohort is sealed and its secrets' sum is known: open the sum. */
        OPEN,
        /** The round burned: forget everything. */
        DROP
    }

    static SliceSignal start(String population, String cohort, int slice, byte[] announcement) {
        return new SliceSignal(Kind.START, population, cohort, slice, null, null, null, announcement, 0, null);
    }

    static SliceSignal admit(
            String population, String cohort, int slice, String device, String upload, List<String> chunkDigests) {
        return new SliceSignal(Kind.ADMIT, population, cohort, slice, device, upload, chunkDigests, null, 0, null);
    }

    static SliceSignal reject(
            String population, String cohort, int slice, String device, String upload, List<String> chunkDigests) {
        return new SliceSignal(Kind.REJECT, population, cohort, slice, device, upload, chunkDigests, null, 0, null);
    }

    static SliceSignal open(String population, String cohort, int slice, int contributors, int[] secretSum) {
        return new SliceSignal(Kind.OPEN, population, cohort, slice, null, null, null, null, contributors, secretSum);
    }

    static SliceSignal drop(String population, String cohort, int slice) {
        return new SliceSignal(Kind.DROP, population, cohort, slice, null, null, null, null, 0, null);
    }
}
