package dev.tutti.enrolment;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a device has its hardware attest a key for: H("tutti/attest/v1" ‖ length of the population (4 bytes) ‖ population
 * ‖ nonce (32) ‖ device instance). Evidence made for one enrolment serves for no other.
 */
public final class AttestationChallenge {
    /** Longest device instance. */
    public static final int MAX_INSTANCE_BYTES = 64;

    private static final byte[] LABEL = "tutti/attest/v1".getBytes(StandardCharsets.US_ASCII);

    private AttestationChallenge() {}

    /**
     * The challenge, 32 bytes.
     *
     * @param population UTF-8
     * @param nonce the server's, {@value Nonces#NONCE_BYTES} bytes
     * @param instance 1 to {@value #MAX_INSTANCE_BYTES} bytes
     */
    public static byte[] of(String population, byte[] nonce, byte[] instance) {
        Expect.inRange("length of nonce", nonce.length, Nonces.NONCE_BYTES, Nonces.NONCE_BYTES);
        Expect.inRange("length of instance", instance.length, 1, MAX_INSTANCE_BYTES);
        byte[] name = population.getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array();
        return Digest.sha256(LABEL, length, name, nonce, instance).bytes();
    }
}
