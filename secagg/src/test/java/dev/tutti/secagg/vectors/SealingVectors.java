package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.RoundId;
import java.util.Arrays;

/** {@code sealing.json}: shares sealed with a fixed ephemeral key, and all under which they do not open. */
final class SealingVectors {
    private static final RoundId ROUND = new RoundId("fitness/test", "gait", 7, 2, 1);
    static final ShareBinding BINDING = binding(new byte[] {1}, ROUND, new byte[] {2}, 3, new byte[] {4});

    private SealingVectors() {}

    static ObjectNode file() {
        OneTimeKeys keys = new OneTimeKeys(new FixedRandom("member keys"));
        byte[] shares = ShareBytes.write(new int[] {0, 1, 2147483646, 123456789, 5, 6, 7, 8});
        byte[] sealed = ShareSealer.seal(keys.sealingKey(), BINDING, shares, new FixedRandom("ephemeral"));
        ArrayNode vectors = array().add(attempt("the share opens", keys, BINDING, sealed, true));
        RoundId otherRound = new RoundId("fitness/test", "gait", 7, 3, 1);
        vectors.add(bound(
                        "another announcement", keys, sealed, new byte[] {9}, ROUND, new byte[] {2}, 3, new byte[] {4}))
                .add(bound(
                        "another attempt", keys, sealed, new byte[] {1}, otherRound, new byte[] {2}, 3, new byte[] {4}))
                .add(bound("another device", keys, sealed, new byte[] {1}, ROUND, new byte[] {9}, 3, new byte[] {4}))
                .add(bound("another seat", keys, sealed, new byte[] {1}, ROUND, new byte[] {2}, 4, new byte[] {4}))
                .add(bound(
                        "another ciphertext", keys, sealed, new byte[] {1}, ROUND, new byte[] {2}, 3, new byte[] {9}))
                .add(attempt("a changed encapsulated key", keys, BINDING, flipped(sealed, 5), false))
                .add(attempt("a changed ciphertext", keys, BINDING, flipped(sealed, 40), false))
                .add(attempt("a changed tag", keys, BINDING, flipped(sealed, sealed.length - 1), false))
                .add(attempt("a byte too few", keys, BINDING, Arrays.copyOf(sealed, sealed.length - 1), false))
                .add(attempt("shorter than nothing sealed", keys, BINDING, Arrays.copyOf(sealed, 47), false))
                .add(attempt("an encapsulated point of small order", keys, BINDING, smallOrder(sealed), false));
        return object().put(
                        "about",
                        "HPKE base mode: X25519, HKDF-SHA256, AES-128-GCM; secret keys are the first 32 bytes of streams")
                .put("recipient_secret", hex(FixedRandom.bytes("member keys", 32)))
                .put("recipient_public", hex(keys.sealingKey()))
                .put("ephemeral_secret", hex(FixedRandom.bytes("ephemeral", 32)))
                .put("share", hex(shares))
                .put("sealed", hex(sealed))
                .<ObjectNode>set("vectors", vectors)
                .set("unusable_keys", unusable());
    }

    private static ArrayNode unusable() {
        ArrayNode keys = array();
        byte[] one = new byte[32];
        one[0] = 1;
        for (byte[] key : new byte[][] {new byte[32], one}) {
            if (ShareSealer.isUsable(key)) {
                throw new AssertionError("expected a key of small order to be unusable");
            }
            keys.add(hex(key));
        }
        return keys;
    }

    private static ObjectNode bound(
            String name,
            OneTimeKeys keys,
            byte[] sealed,
            byte[] announcement,
            RoundId round,
            byte[] device,
            int member,
            byte[] ciphertext) {
        return attempt(name, keys, binding(announcement, round, device, member, ciphertext), sealed, false);
    }

    /** A try at opening a share, and whether it opens. */
    static ObjectNode attempt(String name, OneTimeKeys keys, ShareBinding binding, byte[] sealed, boolean opens) {
        if (keys.open(binding, sealed).isPresent() != opens) {
            throw new AssertionError("sealing: " + name);
        }
        return vector(name)
                .put("announcement", binding.announcement().hex())
                .<ObjectNode>set("round", StatementFields.of(binding.round()))
                .put("device", binding.device().hex())
                .put("member", binding.memberIndex())
                .put("ciphertext_digest", binding.ciphertextDigest().hex())
                .put("sealed", hex(sealed))
                .put("fails", opens ? "" : "OPEN");
    }

    private static ShareBinding binding(
            byte[] announcement, RoundId round, byte[] device, int member, byte[] ciphertext) {
        return new ShareBinding(
                Digest.sha256(announcement), round, DeviceId.ofPublicKey(device), member, Digest.sha256(ciphertext));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] smallOrder(byte[] sealed) {
        byte[] copy = sealed.clone();
        Arrays.fill(copy, 0, 32, (byte) 0);
        return copy;
    }
}
