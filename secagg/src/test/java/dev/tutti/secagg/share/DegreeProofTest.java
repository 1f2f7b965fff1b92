package dev.tutti.secagg.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DegreeProofTest {
    private static final CommitteeParameters COMMITTEE = new CommitteeParameters(16, 2, 4, 4, 8, 10);
    private static final int BLOCKS = 16;
    private static final DeviceId DEVICE = DeviceId.of(new byte[16]);
    private static final Digest ANY = Digest.sha256(new byte[] {1});

    private final SecretSharing sharing =
            SecretSharing.of(new Random(1).ints(64, -60, 61).toArray(), COMMITTEE, Population.seeded(1));
    private final int[][] challenge = DegreeProof.challenge(ANY, DEVICE, ANY, ANY, BLOCKS);
    private final int[][] proof = sharing.degreeProof(challenge);

    @Test
    void honestSharesHoldAtEveryMember() {
        for (int member = 1; member <= 16; member++) {
            assertThat(DegreeProof.holds(proof, challenge, member, sharing.sharesOf(member)))
                    .isTrue();
        }
    }

    @Test
    void eachRowOfTheChallengeIsTheStreamOfItsNumberFromOne() {
        for (int l = 1; l <= 4; l++) {
            Xof stream = Xof.shake128(
                    "deg/v1".getBytes(StandardCharsets.US_ASCII),
                    ANY.bytes(),
                    DEVICE.bytes(),
                    ANY.bytes(),
                    ANY.bytes(),
                    new byte[] {(byte) l});
            int[] row = new int[BLOCKS];
            Arrays.setAll(row, b -> PrimeField.sample(stream));
            assertThat(challenge[l - 1]).containsExactly(row);
        }
    }

    @Test
    void aWrongShareOfAnyBlockFailsAtItsMember() {
        Trials.run(100, random -> {
            int member = 1 + random.nextInt(16);
            int[] shares = sharing.sharesOf(member);
            int block = random.nextInt(shares.length);
            shares[block] = PrimeField.add(shares[block], 1 + random.nextInt(PrimeField.P - 1));
            assertThat(DegreeProof.holds(proof, challenge, member, shares)).isFalse();
        });
    }

    @Test
    void sharesOfTooHighADegreeFailAtMoreThanHalfOfTheMembersWhateverTheProof() {
        // The device adds X^r to block 3; the best proof it can send still agrees with at most r members.
        List<Integer> fooled = new ArrayList<>();
        int[][] best = sharing.degreeProof(challenge);
        for (int l = 0; l < 4; l++) {
            // Subtracting Π_{j=1…8}(X − j) from χ·X^8 leaves degree 7: right at members 1…8 by construction.
            int[] low = lowPartOfProduct(8);
            for (int i = 0; i < 8; i++) {
                best[l][i] = PrimeField.subtract(best[l][i], PrimeField.multiply(challenge[l][3], low[i]));
            }
        }
        for (int member = 1; member <= 16; member++) {
            int[] shares = sharing.sharesOf(member);
            shares[3] = PrimeField.add(shares[3], PrimeField.power(member, 8));
            if (DegreeProof.holds(best, challenge, member, shares)) {
                fooled.add(member);
            }
        }
        assertThat(fooled).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aProofForOtherSealedSharesFails() {
        int[][] other = DegreeProof.challenge(ANY, DEVICE, ANY, Digest.zero(), BLOCKS);
        for (int member = 1; member <= 16; member++) {
            assertThat(DegreeProof.holds(proof, other, member, sharing.sharesOf(member)))
                    .isFalse();
        }
    }

    @Test
    void theFirstBlockIsChallengedTooSoThatNothingCancelsAgainstTheRandomPolynomial() {
        // Were χ_0 = 1, g could take back whatever was added to block 0 before χ was known.
        int member = 5;
        int[] shares = sharing.sharesOf(member);
        shares[0] = PrimeField.add(shares[0], 1234);
        for (int l = 0; l < 4; l++) {
            shares[BLOCKS + l] = PrimeField.subtract(shares[BLOCKS + l], 1234);
        }
        assertThat(DegreeProof.holds(proof, challenge, member, shares)).isFalse();
        for (int l = 0; l < 4; l++) {
            challenge[l][0] = 1;
        }
        int[][] weak = sharing.degreeProof(challenge);
        assertThat(DegreeProof.holds(weak, challenge, member, shares)).isTrue();
    }

    @Test
    void sharesOutOfRangeOrOfAnotherLengthAreNoShares() {
        byte[] bytes = ShareBytes.write(sharing.sharesOf(1));
        assertThat(ShareBytes.read(bytes, BLOCKS)).isPresent();
        assertThat(ShareBytes.read(bytes, BLOCKS + 1)).isEmpty();
        bytes[0] = 127;
        bytes[1] = bytes[2] = bytes[3] = -1;
        assertThat(ShareBytes.read(bytes, BLOCKS)).isEmpty();
        bytes[0] = -1;
        assertThat(ShareBytes.read(bytes, BLOCKS)).isEmpty();
    }

    /** The coefficients below X^n of Π_{j=1…n}(X − j), so that X^n = product − low. */
    private static int[] lowPartOfProduct(int n) {
        int[] product = new int[n + 1];
        product[0] = 1;
        for (int j = 1; j <= n; j++) {
            for (int i = j; i >= 0; i--) {
                int shifted = i == 0 ? 0 : product[i - 1];
                product[i] = PrimeField.subtract(shifted, PrimeField.multiply(product[i], j));
            }
        }
        return product;
    }
}
