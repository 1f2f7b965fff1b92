package dev.tutti.secagg.seal;

import dev.tutti.secagg.statement.ShareSealing;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A member's fresh keys for one announcement: X25519 or X-Wing to open shares, Ed25519 to vote and to answer. They exist in this
 * object alone, never on a disk: a member that crashed can neither vote nor open again, and that is what makes one vote
 * per announcement true (docs/protocol.md, "Shares"). Erasing reaches this object's bytes; the copies that Bouncy Castle
 * makes for the length of one call are the garbage collector's.
 */
public final class OneTimeKeys {
    private final ShareSealing sealing;
    private final byte[] sealingSecret;
    private final byte[] votingSecret = new byte[Ed25519.SECRET_KEY_SIZE];
    private final byte[] sealingPublic;
    private final byte[] votingPublic = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private boolean canOpen = true;
    private boolean canSign = true;

    /** Draws both keys, to open shares sealed to X25519 keys. */
    public OneTimeKeys(SecureRandom random) {
        this(ShareSealing.HPKE_X25519, random);
    }

    /** Draws both keys, to open shares sealed in that way. */
    public OneTimeKeys(ShareSealing sealing, SecureRandom random) {
        this.sealing = sealing;
        switch (sealing) {
            case HPKE_X25519 -> {
                sealingSecret = new byte[X25519.SCALAR_SIZE];
                sealingPublic = new byte[X25519.POINT_SIZE];
                X25519.generatePrivateKey(random, sealingSecret);
                X25519.generatePublicKey(sealingSecret, 0, sealingPublic, 0);
            }
            case HPKE_X_WING -> {
                sealingSecret = new byte[XWing.SEED_BYTES];
                random.nextBytes(sealingSecret);
                sealingPublic = XWing.publicKey(sealingSecret);
            }
            default -> throw new IllegalArgumentException("expected a known sealing, but was " + sealing);
        }
        random.nextBytes(votingSecret);
        Ed25519.generatePublicKey(votingSecret, 0, votingPublic, 0);
    }

    /** A copy of the public key that shares are sealed to, {@link ShareSealing#keyBytes()} long. */
    public byte[] sealingKey() {
        return sealingPublic.clone();
    }

    /** A copy of the Ed25519 public key, 32 bytes. */
    public byte[] votingKey() {
        return votingPublic.clone();
    }

    /** Opens a share sealed to these keys; empty when it does not open. */
    public Optional<byte[]> open(ShareBinding binding, byte[] sealed) {
        require(canOpen, "open");
        return ShareSealer.open(sealing, sealingSecret, binding, sealed);
    }

    /** Signs with the voting key; 64 bytes. */
    public byte[] sign(byte[] message) {
        require(canSign, "sign");
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(votingSecret, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** Erases the key that opens shares. */
    public void eraseSealingKey() {
        canOpen = false;
        Arrays.fill(sealingSecret, (byte) 0);
    }

    /** Erases both keys. */
    public void erase() {
        eraseSealingKey();
        canSign = false;
        Arrays.fill(votingSecret, (byte) 0);
    }

    /** Says nothing about the keys. */
    @Override
    public String toString() {
        return "OneTimeKeys[secret]";
    }

    private static void require(boolean present, String use) {
        if (!present) {
            throw new IllegalStateException("expected a key to " + use + " with, but it was erased");
        }
    }
}
