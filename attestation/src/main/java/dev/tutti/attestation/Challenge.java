package dev.tutti.attestation;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What evidence must be made for: it ties the evidence to one population, one answer of the enrolment service and one
 * installation on a device, so that it can be used nowhere else.
 */
public final class Challenge {
    /** Length in bytes. */
    public static final int BYTES = 32;

    /** Length of the service's nonce. */
    public static final int NONCE_BYTES = 32;

    /** Most bytes of a device instance. */
    public static final int MAX_INSTANCE_BYTES = 64;

    private static final int MAX_POPULATION_BYTES = 255;
    private static final byte[] LABEL = "tutti/attest/v1".getBytes(StandardCharsets.US_ASCII);

    private Challenge() {}

    /**
     * SHA-256 of the label {@code tutti/attest/v1}, the population behind its length in four bytes (big-endian), the
     * nonce and the instance.
     *
     * @param population name, 1…255 bytes of UTF-8
     * @param nonce {@value #NONCE_BYTES} random bytes, never given before
     * @param deviceInstance 1…{@value #MAX_INSTANCE_BYTES} bytes; last, so it needs no length
     */
    public static byte[] of(String population, byte[] nonce, byte[] deviceInstance) {
        byte[] name = population.getBytes(StandardCharsets.UTF_8);
        Expect.inRange("bytes of population", name.length, 1, MAX_POPULATION_BYTES);
        Expect.inRange("length of nonce", nonce.length, NONCE_BYTES, NONCE_BYTES);
        Expect.inRange("length of deviceInstance", deviceInstance.length, 1, MAX_INSTANCE_BYTES);
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array();
        return Digest.sha256(LABEL, length, name, nonce, deviceInstance).bytes();
    }
}
