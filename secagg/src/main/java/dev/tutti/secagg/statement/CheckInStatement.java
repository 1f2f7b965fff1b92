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
 * @param sealingKey one-time public key to seal shares to; its length says of which {@link #sealing()} it is
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

    /** Length of the voting key. */
    public static final int KEY_BYTES = 32;

    public CheckInStatement {
        Names.check("population", population);
        sealingKey = Expect.copyOfLength(
                "sealingKey",
                sealingKey,
                ShareSealing.ofKeyBytes(sealingKey.length).keyBytes());
        votingKey = Expect.copyOfLength("votingKey", votingKey, KEY_BYTES);
        Expect.inRange("expiresAtMillis", expiresAtMillis, 0, Long.MAX_VALUE);
    }

    /** How shares are sealed to the key offered. */
    public ShareSealing sealing() {
        return ShareSealing.ofKeyBytes(sealingKey.length);
    }

    /** A copy of the public key that shares are sealed to. */
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
        CanonicalWriter out = new CanonicalWriter(label(sealing()));
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static CheckInStatement decode(byte[] bytes) {
        ShareSealing sealing = CanonicalReader.isLabelled(bytes, label(ShareSealing.HPKE_X_WING))
                ? ShareSealing.HPKE_X_WING
                : ShareSealing.HPKE_X25519;
        return CanonicalReader.decode(bytes, label(sealing), in -> read(in, sealing));
    }

    /** One label for each length of key: within a statement only the order of the fields tells them apart. */
    private static String label(ShareSealing sealing) {
        return switch (sealing) {
            case HPKE_X25519 -> "tutti/check-in/v1";
            case HPKE_X_WING -> "tutti/check-in/x-wing/v1";
        };
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

    static CheckInStatement read(CanonicalReader in, ShareSealing sealing) {
        return new CheckInStatement(
                in.text(Names.MAX_LENGTH),
                in.device(),
                in.fixed(sealing.keyBytes()),
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
