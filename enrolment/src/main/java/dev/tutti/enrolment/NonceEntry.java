package dev.tutti.enrolment;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import java.nio.charset.StandardCharsets;

/**
 * What is remembered of a nonce: whom it was for, hashed, so that memory does not depend on what callers send.
 *
 * @param nonce its bytes
 * @param population hash of the population's name
 * @param instance hash of the device instance
 */
record NonceEntry(Digest nonce, Digest population, Digest instance, long expiresAtMillis, boolean used) {
    private static final String LABEL = "tutti/nonce/v1";

    /** Longest encoding. */
    static final int MAX_BYTES = 256;

    static Digest hash(String population) {
        return Digest.sha256(population.getBytes(StandardCharsets.UTF_8));
    }

    NonceEntry spent() {
        return new NonceEntry(nonce, population, instance, expiresAtMillis, true);
    }

    /** Whether {@code later} may stand behind this entry in the journal: the same nonce, used now. */
    boolean mayBecome(NonceEntry later) {
        return !used && later.equals(spent());
    }

    boolean isExpired(long nowMillis) {
        return nowMillis >= expiresAtMillis;
    }

    byte[] encode() {
        return new CanonicalWriter(LABEL)
                .digest(nonce)
                .digest(population)
                .digest(instance)
                .int64(expiresAtMillis)
                .flag(used)
                .toBytes();
    }

    static NonceEntry decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes, LABEL, in -> new NonceEntry(in.digest(), in.digest(), in.digest(), in.int64(), in.flag()));
    }
}
