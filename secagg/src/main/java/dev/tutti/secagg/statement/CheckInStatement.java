package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * "I can decrypt": a device offers fresh one-time keys for one announcement.
 *
 * @param population population it serves
 * @param device who offers
 * @param sealingKey one-time X25519 public key, 32 bytes
 * @param votingKey one-time Ed25519 public key, 32 bytes
 * @param expiresAtMillis until when the offer stands, milliseconds since the epoch
 * @param credentialHash {@link KeyCredential#digest()} of the credential it is signed under
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record CheckInStatement(
        String population,
        DeviceId device,
        byte[] sealingKey,
        byte[] votingKey,
        long expiresAtMillis,
        Digest credentialHash) {

    /** Length of either one-time public key. */
    public static final int KEY_BYTES = 32;

    private static final String LABEL = "tutti/check-in/v1";

    public CheckInStatement {
        Names.check("population", population);
        sealingKey = Expect.copyOfLength("sealingKey", sealingKey, KEY_BYTES);
        votingKey = Expect.copyOfLength("votingKey", votingKey, KEY_BYTES);
        Expect.inRange("expiresAtMillis", expiresAtMillis, 0, Long.MAX_VALUE);
    }

    /** A copy of the X25519 public key. */
    @Override
    public byte[] sealingKey() {
        return sealingKey.clone();
    }

    /** A copy of the Ed25519 public key. */
    @Override
    public byte[] votingKey() {
        return votingKey.clone();
    }

    /** The canonical bytes: what the enclave signs. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static CheckInStatement decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, CheckInStatement::read);
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        out.text(population)
                .device(device)
                .fixed(sealingKey)
                .fixed(votingKey)
                .int64(expiresAtMillis)
                .digest(credentialHash);
    }

    static CheckInStatement read(CanonicalReader in) {
        return new CheckInStatement(
                in.text(Names.MAX_LENGTH),
                in.device(),
                in.fixed(KEY_BYTES),
                in.fixed(KEY_BYTES),
                in.int64(),
                in.digest());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckInStatement that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "CheckIn[" + device + " in " + population + " until " + expiresAtMillis + "]";
    }
}
