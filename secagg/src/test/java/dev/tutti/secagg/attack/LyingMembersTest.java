package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.field.LinearMap;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.share.LiarDecoder;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.CommitteeOpening.Recovered;
import dev.tutti.secagg.unmask.SliceOpening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Members answer with sums of their own: at random, in one coefficient only, or all along the same other codeword. Up to e
 * of r + 2e they are located, named and dropped, and the sum is right to the last slot. Beyond that a wrong S is never
 * taken for the right one: it fails to decode, breaks the bound on S, or leaves a residue.
 */
final class LyingMembersTest {
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void upToELiarsAreNamedAndDroppedAndTheSumIsExact(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        for (int liars = 0; liars <= sum.outvoted(members); liars++) {
            Random random = new Random(liars);
            SortedSet<Integer> lying = draw(members, liars, random);
            Map<Integer, int[]> replies = sum.replies();
            lying.forEach(liar -> randomise(replies, liar, random));
            assertThat(recover(sum, replies))
                    .as("seed %d", liars)
                    .isInstanceOfSatisfying(Recovered.class, recovered -> {
                        assertThat(recovered.liars()).isEqualTo(lying);
                        assertThat(recovered.secretSum()).containsExactly(sum.secretSum);
                        assertThat(((SliceOpening.Opened) sum.open(recovered.secretSum()))
                                        .sum()
                                        .parameters())
                                .containsExactly(sum.plain);
                    });
        }
    }

    /** With exactly r + 2e replies there is nothing to spare. */
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void eLiarsAmongRPlus2EAreNamedAndOneMoreBurnsTheRound(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        for (int e = 1; e <= sum.outvoted(members); e += Math.max(1, e / 2)) {
            Random random = new Random(e);
            Map<Integer, int[]> replies = sum.replies();
            replies.keySet().retainAll(draw(members, sum.committee.recoveryThreshold() + 2 * e, random));
            List<Integer> answered = new ArrayList<>(replies.keySet());
            Collections.shuffle(answered, random);
            List<Integer> lying = answered.subList(0, e);
            lying.forEach(liar -> randomise(replies, liar, random));
            assertThat(recover(sum, replies)).as("seed %d", e).isInstanceOfSatisfying(Recovered.class, recovered -> {
                assertThat(recovered.liars()).containsExactlyInAnyOrderElementsOf(lying);
                assertThat(recovered.secretSum()).containsExactly(sum.secretSum);
            });
            int another = answered.get(e);
            randomise(replies, another, random);
            assertThat(recover(sum, replies))
                    .as("seed %d", e)
                    .isEqualTo(new CommitteeOpening.Failed(
                            CommitteeOpening.Reason.TOO_MANY_LIARS, replies.size() < members));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void aLiarThatChangesOneCoefficientOfItsSumsIsNamedWhicheverItIs(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        int last = sum.announcement.blocks() - 1;
        for (int block : new int[] {0, 1, last / 2, last}) {
            for (int change : new int[] {1, PrimeField.P - 1, 123_456}) {
                int liar = 1 + block % members;
                Map<Integer, int[]> replies = sum.replies();
                change(replies, liar, block, change);
                assertThat(recover(sum, replies)).isInstanceOfSatisfying(Recovered.class, recovered -> {
                    assertThat(recovered.liars()).containsExactly(liar);
                    assertThat(recovered.secretSum()).containsExactly(sum.secretSum);
                });
            }
        }
    }

    /** The random combination names whom a decode of each block by itself names. */
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void theCombinationNamesWhomADecodeOfEveryBlockNames(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        Random random = new Random(members);
        Map<Integer, int[]> replies = sum.replies();
        // Each liar in another block: no block by itself shows more than one of them.
        int block = 0;
        for (int liar : draw(members, sum.outvoted(members), random)) {
            change(replies, liar, block, 1 + random.nextInt(1000));
            block++;
        }
        SortedSet<Integer> named = new TreeSet<>();
        int[] points = replies.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] secret = new int[sum.secretSum.length];
        int k = sum.committee.secretsPerPolynomial();
        for (int b = 0; b < sum.announcement.blocks(); b++) {
            int at = b;
            int[] values = replies.values().stream().mapToInt(sums -> sums[at]).toArray();
            int[] polynomial = LiarDecoder.decode(points, values, sum.committee.recoveryThreshold())
                    .orElseThrow();
            IntStream.range(0, points.length)
                    .filter(j -> PrimeField.evaluate(polynomial, points[j]) != values[j])
                    .forEach(j -> named.add(points[j]));
            for (int i = 0; i < k; i++) {
                secret[b * k + i] = PrimeField.centre(PrimeField.evaluate(polynomial, PrimeField.P - 1 - i));
            }
        }
        assertThat(secret).containsExactly(sum.secretSum);
        assertThat(recover(sum, replies)).isInstanceOfSatisfying(Recovered.class, recovered -> {
            assertThat(recovered.liars()).isEqualTo(named).hasSize(sum.outvoted(members));
            assertThat(recovered.secretSum()).containsExactly(secret);
        });
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void eLiarsWhoAgreeOnOneOtherCodewordAreStillOutvoted(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        SortedSet<Integer> lying = draw(members, sum.outvoted(members), new Random(3));
        Map<Integer, int[]> replies = sum.replies();
        int[] codeword = new Random(4)
                .ints(sum.committee.recoveryThreshold(), 0, PrimeField.P)
                .toArray();
        lying.forEach(liar -> change(replies, liar, 0, PrimeField.evaluate(codeword, liar)));
        assertThat(recover(sum, replies)).isInstanceOfSatisfying(Recovered.class, recovered -> {
            assertThat(recovered.liars()).isEqualTo(lying);
            assertThat(recovered.secretSum()).containsExactly(sum.secretSum);
        });
    }

    /**
     * e + k colluders outvote the honest members: they add a codeword that vanishes at r − k honest ones and moves one
     * coefficient of S by one. The decoder then believes them, and it is the residue that does not; behind it stands the
     * count, which a wrong S scrambles like everything else. Without both a wrong sum would be published.
     */
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "32, 3", "64, 6"})
    void colludersWhoOutvoteTheHonestToMoveOneCoefficientByOneAreCaughtByTheResidue(int members, int corrupt) {
        SharedSum sum = new SharedSum(members, corrupt);
        int k = sum.committee.secretsPerPolynomial();
        int r = sum.committee.recoveryThreshold();
        int colluders = sum.outvoted(members) + k;
        int[] codeword = codeword(colluders, r, k);
        Map<Integer, int[]> replies = sum.replies();
        for (int member = 1; member <= colluders; member++) {
            change(replies, member, 5, PrimeField.evaluate(codeword, member));
        }
        Recovered believed = (Recovered) recover(sum, replies);
        int[] moved = sum.secretSum.clone();
        moved[5 * k]++;
        assertThat(believed.secretSum()).containsExactly(moved);
        assertThat(sum.open(believed.secretSum()))
                .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.RESIDUE_BOUND));
        assertThat(sum.openBlindTo(believed.secretSum(), SliceOpening.Reason.RESIDUE_BOUND))
                .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.COUNT));
        assertThat(sum.openBlindTo(believed.secretSum(), SliceOpening.Reason.values()))
                .isInstanceOfSatisfying(
                        SliceOpening.Opened.class,
                        opened -> assertThat(opened.sum().parameters()).isNotEqualTo(sum.plain));
        assertThat(sum.open(sum.secretSum)).isInstanceOf(SliceOpening.Opened.class);
    }

    /** f of degree below r with f(−1) = 1, f(−2…−k) = 0, and 0 at the r − k members after the colluders. */
    private static int[] codeword(int colluders, int r, int k) {
        int[] points = new int[r];
        for (int i = 0; i < r; i++) {
            points[i] = i < k ? PrimeField.P - 1 - i : colluders + 1 + i - k;
        }
        int[] values = new int[r];
        values[0] = 1;
        return LinearMap.coefficients(points).apply(values);
    }

    private static CommitteeOpening.Result recover(SharedSum sum, Map<Integer, int[]> replies) {
        return CommitteeOpening.recover(sum.announcement, SharedSum.CONTRIBUTORS, replies);
    }

    private static SortedSet<Integer> draw(int members, int count, Random random) {
        List<Integer> all =
                new ArrayList<>(IntStream.rangeClosed(1, members).boxed().toList());
        Collections.shuffle(all, random);
        return new TreeSet<>(all.subList(0, count));
    }

    private static void randomise(Map<Integer, int[]> replies, int liar, Random random) {
        int[] sums = Objects.requireNonNull(replies.get(liar));
        Arrays.setAll(sums, b -> random.nextInt(PrimeField.P));
    }

    private static void change(Map<Integer, int[]> replies, int liar, int block, int by) {
        int[] sums = Objects.requireNonNull(replies.get(liar));
        sums[block] = PrimeField.add(sums[block], by);
    }
}
