package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.RoundId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sealed shares, what is in them, and the keys they are sealed to. */
final class SealedShares {
    private static final int BLOCKS = 3;
    private static final SecureRandom RANDOM = Population.seeded(11);
    private static final OneTimeKeys KEYS = new OneTimeKeys(RANDOM);
    private static final ShareBinding BINDING = new ShareBinding(
            Digest.zero(),
            new RoundId("fitness/test", "gait", 1, 1, 0),
            DeviceId.of(new byte[DeviceId.BYTES]),
            1,
            Digest.zero());
    private static final byte[] SHARE = ShareBytes.write(new int[] {0, 1, 2, 3, 4, 5, Integer.MAX_VALUE - 1});
    private static final byte[] SEALED = ShareSealer.seal(KEYS.sealingKey(), BINDING, SHARE, RANDOM);

    private SealedShares() {}

    /** Whether the bytes open: only those that were sealed do. */
    static boolean opened(byte[] input) {
        Optional<byte[]> opened = KEYS.open(BINDING, input);
        opened.ifPresent(share -> {
            Require.that(Arrays.equals(input, SEALED), "only what was sealed to open");
            Require.equal(SHARE, share, "what was sealed and opened");
        });
        return opened.isPresent();
    }

    /** Whether the bytes are shares of {@value #BLOCKS} blocks. */
    static boolean read(byte[] input) {
        Optional<int[]> shares = ShareBytes.read(input, BLOCKS);
        shares.ifPresent(values -> {
            Require.equal(input, ShareBytes.write(values), "what was read and written");
            Require.that(Arrays.stream(values).allMatch(PrimeField::isElement), "elements of F_p");
        });
        return shares.isPresent();
    }

    /** Whether a share can be sealed to the bytes as a key; if it can, it is sealed, at the length that was promised. */
    static boolean sealedTo(byte[] key) {
        if (!ShareSealer.isUsable(key)) {
            return false;
        }
        byte[] sealed = ShareSealer.seal(key, BINDING, SHARE, RANDOM);
        Require.that(
                sealed.length == SHARE.length + ShareSealer.OVERHEAD_BYTES, "a sealed share of the promised length");
        return true;
    }

    /** A sealed share. */
    static List<byte[]> sealedSeeds() {
        return List.of(SEALED);
    }

    /** Shares. */
    static List<byte[]> shareSeeds() {
        return List.of(SHARE);
    }

    /** A key, and one of small order. */
    static List<byte[]> keySeeds() {
        return List.of(KEYS.sealingKey(), new byte[32]);
    }
}
