package dev.tutti.secagg.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ContributionTest {
    private final Population population = new Population(5);
    private final Round round = new Round(population, Terms.of(8, 1));
    private final TestDevice device = population.enrol();
    private final int[] slots = round.randomSlots(new Random(1));

    @Test
    void theHeaderCommitsToExactlyWhatIsSent() {
        MaskedUpdate update = round.contribute(device, slots);
        UpdateStatement statement = update.signed().statement();
        VectorLayout layout = round.layout();
        assertThat(update.chunks()).hasSize(layout.chunks());
        for (int chunk = 0; chunk < layout.chunks(); chunk++) {
            assertThat(update.chunks().get(chunk)).hasSize(layout.chunkBytes(chunk));
            assertThat(Digest.sha256(update.chunks().get(chunk)))
                    .isEqualTo(statement.chunkDigests().get(chunk));
        }
        assertThat(MerkleTree.of(update.sealedShares()).root()).isEqualTo(statement.shareRoot());
    }

    @Test
    void sharesTakeTheBytesOfTheProtocolsTable() {
        MaskedUpdate update = round.contribute(device, slots);
        assertThat(update.sealedShares().stream()
                        .mapToInt(share -> share.length)
                        .sum())
                .isEqualTo(33_280);
    }

    @Test
    void oneVectorMaskedTwiceLooksDifferentEverywhere() {
        MaskedUpdate first = round.contribute(device, slots);
        MaskedUpdate second = round.contribute(device, slots);
        int same = 0;
        byte[] a = first.chunks().get(0);
        byte[] b = second.chunks().get(0);
        for (int i = 0; i < a.length; i++) {
            same += a[i] == b[i] ? 1 : 0;
        }
        // One byte in 256 agrees by chance.
        assertThat((double) same / a.length).isBetween(0.0, 0.008);
        assertThat(first.sealedShares().get(0))
                .isNotEqualTo(second.sealedShares().get(0));
    }

    @Test
    void aMaskedVectorLooksUniform() {
        long[] coefficients = round.maskedSum(List.of(round.contribute(device, slots)), 0);
        double mean = Arrays.stream(coefficients).asDoubleStream().average().orElseThrow();
        assertThat(mean / round.announcement().ring().modulus()).isBetween(0.46, 0.54);
    }

    @Test
    void aBaseThatIsNotAnnouncedIsRefused() {
        assertThatThrownBy(() -> round.contribute(device, slots, new BaseModel(9, Digest.zero(), 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSlotBeyondTheBoundIsRefusedWithoutBeingNamed() {
        slots[77] = 1234567;
        assertThatThrownBy(() -> round.contribute(device, slots))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("1234567");
        assertThatThrownBy(() -> round.contribute(device, new int[3])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parametersThatProtectNobodyAreRefused() {
        Round weak = new Round(population, Terms.of(8, 1).withLimits(new CohortLimits(3, 4000, 2)));
        assertThatThrownBy(() -> weak.contribute(device, slots)).isInstanceOf(IllegalArgumentException.class);
        Round tight = new Round(
                population, Terms.of(8, 1).withRing(ParameterSets.rings().get(0)));
        assertThatThrownBy(() -> tight.contribute(device, slots)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSignerThatIsNotTheCredentialsIsRefused() {
        assertThatThrownBy(() -> Contribution.prepare(
                        round.announcement(),
                        device.credential(),
                        UploadId.random(population.random()),
                        Terms.BASES.get(0),
                        slots,
                        population.enrol(),
                        population.random()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
