package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.ShareSealing;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** {@code xwing.json}: shares sealed to X-Wing keys with fixed coins, and all under which they do not open. */
final class XWingVectors {
    private static final ShareSealing SEALING = ShareSealing.HPKE_X_WING;
    private static final int POINT_BYTES = ShareSealing.HPKE_X25519.keyBytes();
    private static final int COINS_BYTES = 64;

    private final ShareBinding binding = SealingVectors.BINDING;
    private final OneTimeKeys keys = new OneTimeKeys(SEALING, new FixedRandom("x-wing keys"));
    private final byte[] shares = ShareBytes.write(new int[] {0, 1, 2147483646, 123456789, 5, 6, 7, 8});
    private final byte[] sealed =
            ShareSealer.seal(keys.sealingKey(), binding, shares, new FixedRandom("x-wing encapsulation"));

    private XWingVectors() {}

    static ObjectNode file() {
        return new XWingVectors().all();
    }

    private ObjectNode all() {
        RoundId round = binding.round();
        byte[] underX25519 = ShareSealer.seal(
                Arrays.copyOfRange(keys.sealingKey(), SEALING.keyBytes() - POINT_BYTES, SEALING.keyBytes()),
                binding,
                shares,
                new FixedRandom("ephemeral"));
        int point = SEALING.encapsulationBytes() - POINT_BYTES;
        ArrayNode vectors = array().add(SealingVectors.attempt("the share opens", keys, binding, sealed, true))
                .add(elsewhere(
                        "another announcement",
                        new ShareBinding(Digest.zero(), round, binding.device(), 3, binding.ciphertextDigest())))
                .add(elsewhere(
                        "another seat",
                        new ShareBinding(
                                binding.announcement(), round, binding.device(), 4, binding.ciphertextDigest())))
                .add(changed("a changed ciphertext of ML-KEM", bytes -> flipped(bytes, 5)))
                .add(changed("a changed encapsulated point", bytes -> flipped(bytes, point + 5)))
                .add(changed("an encapsulated point of small order", bytes -> zeros(bytes, point)))
                .add(changed("a changed ciphertext", bytes -> flipped(bytes, SEALING.encapsulationBytes())))
                .add(changed("a changed tag", bytes -> flipped(bytes, bytes.length - 1)))
                .add(changed("a byte too few", bytes -> Arrays.copyOf(bytes, bytes.length - 1)))
                .add(changed("shorter than nothing sealed", bytes -> Arrays.copyOf(bytes, SEALING.overheadBytes() - 1)))
                .add(SealingVectors.attempt("sealed to the X25519 half alone", keys, binding, underX25519, false));
        return object().put(
                        "about",
                        "HPKE base mode: X-Wing, HKDF-SHA256, AES-256-GCM; secrets are the first bytes of streams")
                .put("recipient_secret", hex(FixedRandom.bytes("x-wing keys", 32)))
                .put("recipient_public", hex(keys.sealingKey()))
                .put("encapsulation_coins", hex(FixedRandom.bytes("x-wing encapsulation", COINS_BYTES)))
                .put("share", hex(shares))
                .put("sealed", hex(sealed))
                .<ObjectNode>set("vectors", vectors)
                .set("unusable_keys", unusable());
    }

    private ArrayNode unusable() {
        byte[] key = keys.sealingKey();
        byte[] noPolynomial = key.clone();
        noPolynomial[0] = (byte) 0xff;
        noPolynomial[1] = (byte) 0xff;
        ArrayNode unusable = array();
        for (byte[] bad : new byte[][] {noPolynomial, zeros(key, key.length - POINT_BYTES)}) {
            if (ShareSealer.isUsable(bad)) {
                throw new AssertionError("expected a key with one bad half to be unusable");
            }
            unusable.add(hex(bad));
        }
        return unusable;
    }

    private ObjectNode elsewhere(String name, ShareBinding other) {
        return SealingVectors.attempt(name, keys, other, sealed, false);
    }

    private ObjectNode changed(String name, UnaryOperator<byte[]> change) {
        return SealingVectors.attempt(name, keys, binding, change.apply(sealed), false);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] zeros(byte[] bytes, int from) {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, from, from + POINT_BYTES, (byte) 0);
        return copy;
    }
}
