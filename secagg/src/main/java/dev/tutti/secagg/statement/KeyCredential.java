package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * What the enrolment service says about a device's signing key after verifying its raw evidence once.
 *
 * @param device the device, fixed at enrolment
 * @param population the only population it speaks in
 * @param publicKey enclave key: P-256, uncompressed point, 65 bytes
 * @param platform where the key lives
 * @param level how well it is kept there
 * @param issuedAtMillis from when it is valid, milliseconds since the epoch
 * @param expiresAtMillis until when (exclusive)
 * @param evidenceHash SHA-256 of what was verified
 * @param policyVersion version of the policy it was verified under, ≥ 0
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record KeyCredential(
        DeviceId device,
        String population,
        byte[] publicKey,
        Platform platform,
        KeyLevel level,
        long issuedAtMillis,
        long expiresAtMillis,
        Digest evidenceHash,
        int policyVersion) {

    /** Length of an uncompressed P-256 point. */
    public static final int PUBLIC_KEY_BYTES = 65;

    private static final String LABEL = "tutti/credential/v1";

    public KeyCredential {
        Names.check("population", population);
        publicKey = Expect.copyOfLength("publicKey", publicKey, PUBLIC_KEY_BYTES);
        Expect.inRange("issuedAtMillis", issuedAtMillis, 0, Long.MAX_VALUE - 1);
        Expect.inRange("expiresAtMillis", expiresAtMillis, issuedAtMillis + 1, Long.MAX_VALUE);
        Expect.inRange("policyVersion", policyVersion, 0, Integer.MAX_VALUE);
    }

    /** A copy of the enclave key. */
    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The canonical bytes: what the issuer signs. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static KeyCredential decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, KeyCredential::read);
    }

    /** SHA-256 of the canonical bytes: the credential hash that statements carry. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        out.device(device)
                .text(population)
                .fixed(publicKey)
                .coded(platform)
                .coded(level)
                .int64(issuedAtMillis)
                .int64(expiresAtMillis)
                .digest(evidenceHash)
                .int32(policyVersion);
    }

    static KeyCredential read(CanonicalReader in) {
        return new KeyCredential(
                in.device(),
                in.text(Names.MAX_LENGTH),
                in.fixed(PUBLIC_KEY_BYTES),
                in.coded(Platform.values()),
                in.coded(KeyLevel.values()),
                in.int64(),
                in.int64(),
                in.digest(),
                in.int32());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyCredential that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "KeyCredential[" + device + " in " + population + " " + platform + " " + level + " until "
                + expiresAtMillis + "]";
    }
}
