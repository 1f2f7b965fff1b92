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
import dev.tutti.secagg.statement.ShareSealing;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sealed shares, what is in them, and the keys they are sealed to. */
final class SealedShares {
    private static final int BLOCKS = 3;
    private static final SecureRandom RANDOM = Population.seeded(11);
    private static final Map<ShareSealing, OneTimeKeys> KEYS = Arrays.stream(ShareSealing.values())
            .collect(Collectors.toMap(Function.identity(), sealing -> new OneTimeKeys(sealing, RANDOM)));
    private static final ShareBinding BINDING = new ShareBinding(
            Digest.zero(),
            new RoundId("fitness/test", "gait", 1, 1, 0),
            DeviceId.of(new byte[DeviceId.BYTES]),
            1,
            Digest.zero());
    private static final byte[] SHARE = ShareBytes.write(new int[] {0, 1, 2, 3, 4, 5, Integer.MAX_VALUE - 1});
    private static final Map<ShareSealing, byte[]> SEALED = KEYS.entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey, kind -> ShareSealer.seal(kind.getValue().sealingKey(), BINDING, SHARE, RANDOM)));

    private SealedShares() {}

    /** Whether the bytes open with one kind of key: to what was sealed to it, and nothing else. */
    static boolean opened(byte[] input) {
        return Arrays.stream(ShareSealing.values())
                        .filter(sealing -> opened(sealing, input))
                        .count()
                == 1;
    }

    private static boolean opened(ShareSealing sealing, byte[] input) {
        Optional<byte[]> opened = Objects.requireNonNull(KEYS.get(sealing)).open(BINDING, input);
        opened.ifPresent(share -> Require.equal(SHARE, share, "what was sealed and opened"));
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
        int overhead = Arrays.stream(ShareSealing.values())
                .filter(sealing -> sealing.keyBytes() == key.length)
                .findFirst()
                .orElseThrow()
                .overheadBytes();
        Require.that(sealed.length == SHARE.length + overhead, "a sealed share of the promised length");
        return true;
    }

    /** A sealed share of each kind. */
    static List<byte[]> sealedSeeds() {
        return List.copyOf(SEALED.values());
    }

    /** Shares. */
    static List<byte[]> shareSeeds() {
        return List.of(SHARE);
    }

    /** A key of each kind, and one of small order. */
    static List<byte[]> keySeeds() {
        List<byte[]> seeds = new ArrayList<>(List.of(new byte[32]));
        KEYS.values().forEach(keys -> seeds.add(keys.sealingKey()));
        return seeds;
    }
}
