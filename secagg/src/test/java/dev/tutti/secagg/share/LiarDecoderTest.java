package dev.tutti.secagg.share;

import static dev.tutti.secagg.field.PrimeField.P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiarDecoderTest {
    @Test
    void anyNumberOfErrorsUpToHalfTheSurplusIsCorrected() {
        Trials.run(300, random -> {
            int r = 1 + random.nextInt(10);
            int n = r + random.nextInt(12);
            int[] f = random.ints(r, 0, P).toArray();
            if (random.nextInt(4) == 0) {
                Arrays.fill(f, r / 2, r, 0);
            }
            int[] points = random.ints(1, 129).distinct().limit(n).toArray();
            int[] values =
                    Arrays.stream(points).map(x -> PrimeField.evaluate(f, x)).toArray();
            int errors = random.nextInt((n - r) / 2 + 1);
            for (int i = 0; i < errors; i++) {
                values[i] = PrimeField.add(values[i], 1 + random.nextInt(P - 1));
            }
            assertThat(LiarDecoder.decode(points, values, r).orElseThrow()).containsExactly(f);
        });
    }

    /** With eight points, as many as two errors need, some Q and E always solve the equations; with nine one is to spare. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void oneErrorMoreIsNoticedOrAtLeastNotTakenForTheTruth(int n) {
        Trials.run(200, random -> {
            int r = 4;
            int[] f = random.ints(r, 0, P).toArray();
            int[] points = random.ints(1, 129).distinct().limit(n).toArray();
            int[] values =
                    Arrays.stream(points).map(x -> PrimeField.evaluate(f, x)).toArray();
            for (int i = 0; i < 3; i++) {
                values[i] = PrimeField.add(values[i], 1 + random.nextInt(P - 1));
            }
            assertThat(LiarDecoder.decode(points, values, r)).isEmpty();
        });
    }

    @Test
    void aLargestCommitteeWithTheMostLiarsDecodes() {
        Random random = new Random(1);
        int[] f = random.ints(72, 0, P).toArray();
        int[] points = new int[128];
        Arrays.setAll(points, i -> i + 1);
        int[] values = Arrays.stream(points).map(x -> PrimeField.evaluate(f, x)).toArray();
        for (int i = 0; i < 28; i++) {
            values[4 * i] = random.nextInt(P);
        }
        assertThat(LiarDecoder.decode(points, values, 72).orElseThrow()).containsExactly(f);
    }

    @Test
    void upToELiarsAreNamedAndTheSecretIsStillRight() throws TooManyLiarsException {
        for (int liars = 0; liars <= 4; liars++) {
            int[] secret = new Random(2).ints(64, -60, 61).toArray();
            SecretRecovery recovery = recovery(secret, liars);
            SortedSet<Integer> named = recovery.liars(Digest.zero());
            assertThat(named).hasSize(liars).allMatch(member -> member % 3 == 0);
            assertThat(recovery.secret(named)).containsExactly(secret);
        }
    }

    @Test
    void oneLiarMoreThanTheRepliesCanOutvoteIsNoticed() {
        int[] secret = new Random(2).ints(64, -60, 61).toArray();
        assertThatThrownBy(() -> recovery(secret, 5).liars(Digest.zero())).isInstanceOf(TooManyLiarsException.class);
    }

    @Test
    void aLieInOneBlockOnlyIsFound() throws TooManyLiarsException {
        CommitteeParameters committee = new CommitteeParameters(16, 2, 4, 4, 8, 10);
        SortedMap<Integer, int[]> sums = sums(committee, new int[64]);
        sums.values().stream().skip(9).findFirst().orElseThrow()[15] ^= 1;
        assertThat(new SecretRecovery(committee, sums).liars(Digest.zero())).containsExactly(10);
    }

    /**
     * A liar who knew the four combinations could lie in five blocks so that none of them shows it. They are drawn from
     * a hash over all the sums, the lie included, so what it fits its lie to is no longer what is drawn.
     */
    @Test
    void aLieFittedToTheCombinationsThatOtherSumsWouldDrawIsFound() throws TooManyLiarsException {
        CommitteeParameters committee = new CommitteeParameters(16, 2, 4, 4, 8, 10);
        int[] secret = new Random(2).ints(64, -60, 61).toArray();
        SortedMap<Integer, int[]> withoutItsOwn = sums(committee, secret);
        withoutItsOwn.put(10, new int[16]);
        // What the liar may bet on: that nothing counts, only the seats, all but its own sums, or all as they should
        // be.
        SortedMap<Integer, int[]> honest = sums(committee, secret);
        List<byte[]> guesses = List.of(
                new byte[hashed(honest).length], hashed(zeros(committee)), hashed(withoutItsOwn), hashed(honest));
        for (byte[] guess : guesses) {
            SortedMap<Integer, int[]> sums = sums(committee, secret);
            int[] lie = lieHiddenFrom(combinations(guess));
            int[] lying = Objects.requireNonNull(sums.get(10));
            Arrays.setAll(lying, b -> PrimeField.add(lying[b], lie[b]));
            assertThat(new SecretRecovery(committee, sums).liars(Digest.zero())).containsExactly(10);
        }
    }

    /** What the combinations are drawn from: each seat and its sums. */
    private static byte[] hashed(SortedMap<Integer, int[]> sums) {
        ByteBuffer input = ByteBuffer.allocate(sums.size() * 17 * Integer.BYTES);
        sums.forEach((member, values) -> {
            input.putInt(member);
            Arrays.stream(values).forEach(input::putInt);
        });
        return input.array();
    }

    /** The four rows of factors, sixteen each, that are drawn from this. */
    private static int[][] combinations(byte[] input) {
        Xof stream = Xof.shake128(
                "tutti/combine/v1".getBytes(StandardCharsets.US_ASCII),
                Digest.zero().bytes(),
                input);
        int[][] rows = new int[4][16];
        for (int[] row : rows) {
            Arrays.setAll(row, b -> PrimeField.sample(stream));
        }
        return rows;
    }

    /** Values for blocks 0…4, not all zero, that every row combines to zero: elimination on four unknowns. */
    private static int[] lieHiddenFrom(int[][] rows) {
        for (int pivot = 0; pivot < 4; pivot++) {
            int inverse = PrimeField.inverse(rows[pivot][pivot]);
            int at = pivot;
            Arrays.setAll(rows[pivot], b -> PrimeField.multiply(rows[at][b], inverse));
            for (int i = 0; i < 4; i++) {
                if (i != pivot) {
                    int row = i;
                    int factor = rows[i][pivot];
                    Arrays.setAll(
                            rows[i], b -> PrimeField.subtract(rows[row][b], PrimeField.multiply(factor, rows[at][b])));
                }
            }
        }
        int[] lie = new int[16];
        lie[4] = 1;
        for (int i = 0; i < 4; i++) {
            lie[i] = PrimeField.subtract(0, rows[i][4]);
        }
        return lie;
    }

    private static SortedMap<Integer, int[]> zeros(CommitteeParameters committee) {
        SortedMap<Integer, int[]> zeros = new TreeMap<>();
        for (int member = 1; member <= committee.members(); member++) {
            zeros.put(member, new int[16]);
        }
        return zeros;
    }

    /** m = 16, r = 8: sixteen replies find up to four liars, here members 3, 6, 9, 12, 15. */
    private static SecretRecovery recovery(int[] secret, int liars) {
        CommitteeParameters committee = new CommitteeParameters(16, 2, 4, 4, 8, 10);
        SortedMap<Integer, int[]> sums = sums(committee, secret);
        for (int i = 1; i <= liars; i++) {
            sums.put(3 * i, new Random(i).ints(16, 0, P).toArray());
        }
        assertThat(new TreeSet<>(sums.keySet())).hasSize(16);
        return new SecretRecovery(committee, sums);
    }

    private static SortedMap<Integer, int[]> sums(CommitteeParameters committee, int[] secret) {
        SecretSharing sharing = SecretSharing.of(secret, committee, Population.seeded(3));
        SortedMap<Integer, int[]> sums = new TreeMap<>();
        for (int member = 1; member <= committee.members(); member++) {
            sums.put(member, Arrays.copyOf(sharing.sharesOf(member), 16));
        }
        return sums;
    }
}
