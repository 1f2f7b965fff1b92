package dev.tutti.enrolment;

import dev.tutti.attestation.Challenge;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * A nonce on its way to a device.
 *
 * @param value {@link Challenge#NONCE_BYTES} bytes that nobody could foresee
 * @param expiresAtMillis until when it is good (exclusive), milliseconds since the epoch
 */
public record IssuedNonce(byte[] value, long expiresAtMillis) {
    public IssuedNonce {
        value = Expect.copyOfLength("nonce", value, Challenge.NONCE_BYTES);
    }

    /** A copy of the bytes. */
    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuedNonce that
                && Arrays.equals(value, that.value)
                && expiresAtMillis == that.expiresAtMillis;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "IssuedNonce[until " + expiresAtMillis + "]";
    }
}
