package dev.tutti.secagg.share;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.LinearMap;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Recovers the summed secret from members' sums in spite of liars: one decode of a random combination of the blocks
 * names the liars, the others then decode all blocks (docs/protocol.md, "Job, at unmask").
 *
 * <p>The combination is drawn from a hash of the replies, so that a replay of the log draws it again. Four are drawn, not
 * one: a member could otherwise search 2^31 lies offline for one that the combination misses.
 */
public final class SecretRecovery {
    private static final byte[] LABEL = "tutti/combine/v1".getBytes(StandardCharsets.US_ASCII);
    private static final int COMBINATIONS = 4;

    private final CommitteeParameters committee;
    /** Members that replied, ascending. */
    private final int[] members;
    /** Row per member: its sums. */
    private final int[][] sums;

    /**
     * @param sums by member, at least r of them, each the same number of elements of F_p; not copied
     */
    public SecretRecovery(CommitteeParameters committee, SortedMap<Integer, int[]> sums) {
        Expect.inRange("number of replies", sums.size(), committee.recoveryThreshold(), committee.members());
        this.committee = committee;
        members = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.sums = sums.values().toArray(int[][]::new);
    }

    /**
     * The members whose sums are wrong.
     *
     * @throws TooManyLiarsException when there are more than ⌊(replies − r)/2⌋ of them
     */
    public SortedSet<Integer> liars(Digest announcement) throws TooManyLiarsException {
        Xof stream = challenge(announcement);
        SortedSet<Integer> liars = new TreeSet<>();
        for (int i = 0; i < COMBINATIONS; i++) {
            int[] combined = combine(stream);
            int[] polynomial = LiarDecoder.decode(members, combined, committee.recoveryThreshold())
                    .orElseThrow(TooManyLiarsException::new);
            for (int j = 0; j < members.length; j++) {
                if (PrimeField.evaluate(polynomial, members[j]) != combined[j]) {
                    liars.add(members[j]);
                }
            }
        }
        if (committee.recoveryThreshold() + 2 * liars.size() > members.length) {
            throw new TooManyLiarsException();
        }
        return liars;
    }

    /**
     * The summed secret, from r members that are not liars.
     *
     * @return B·k coefficients, centred
     */
    public int[] secret(SortedSet<Integer> liars) {
        int[] used = IntStream.range(0, members.length)
                .filter(j -> !liars.contains(members[j]))
                .limit(committee.recoveryThreshold())
                .toArray();
        int[] points = Arrays.stream(used).map(j -> members[j]).toArray();
        int k = committee.secretsPerPolynomial();
        LinearMap recovery = LinearMap.interpolation(points, SharingPoints.ofSecrets(k));
        int[] secret = new int[blocks() * k];
        int[] values = new int[used.length];
        for (int b = 0; b < blocks(); b++) {
            for (int j = 0; j < used.length; j++) {
                values[j] = sums[used[j]][b];
            }
            for (int i = 0; i < k; i++) {
                secret[b * k + i] = PrimeField.centre(recovery.apply(i, values));
            }
        }
        return secret;
    }

    private int blocks() {
        return sums[0].length;
    }

    private Xof challenge(Digest announcement) {
        ByteBuffer input = ByteBuffer.allocate(members.length * (1 + blocks()) * Integer.BYTES);
        for (int j = 0; j < members.length; j++) {
            input.putInt(members[j]);
            for (int sum : sums[j]) {
                input.putInt(sum);
            }
        }
        return Xof.shake128(LABEL, announcement.bytes(), input.array());
    }

    /** Σ_b ρ_b·sums_b for each member, ρ the next B elements of the stream. */
    private int[] combine(Xof stream) {
        int[] combined = new int[members.length];
        for (int b = 0; b < blocks(); b++) {
            int factor = PrimeField.sample(stream);
            for (int j = 0; j < combined.length; j++) {
                combined[j] = PrimeField.add(combined[j], PrimeField.multiply(factor, sums[j][b]));
            }
        }
        return combined;
    }
}
