package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;

/** What one update weighs. */
public final class UploadSize {
    private UploadSize() {}

    /** Bytes of chunks, sealed shares and signed header together, of a real update on these terms. */
    public static long of(int dimension, Terms terms) {
        BenchmarkRound round = new BenchmarkRound(dimension, terms);
        SoftwareDevice device = new SoftwareDevice(new SecureRandom());
        MaskedUpdate update = round.contribute(device, round.enrol(device), round.slots(1));
        long bytes = update.signed().encode().length;
        for (byte[] chunk : update.chunks()) {
            bytes += chunk.length;
        }
        for (byte[] sealed : update.sealedShares()) {
            bytes += sealed.length;
        }
        return bytes;
    }
}
