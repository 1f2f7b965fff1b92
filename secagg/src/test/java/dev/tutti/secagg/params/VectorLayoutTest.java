package dev.tutti.secagg.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import org.junit.jupiter.api.Test;

final class VectorLayoutTest {
    private static final RingParameters RING = new RingParameters(8, 12289);

    @Test
    void aVectorOfOneSliceHasOnlyThePolynomialsItNeeds() {
        VectorLayout layout = layout(5, 100, 2);
        assertThat(layout.slices()).isEqualTo(1);
        assertThat(layout.totalPolynomials()).isEqualTo(1);
        assertThat(layout.chunks()).isEqualTo(1);
        assertThat(layout.chunkBytes(0)).isEqualTo(14);
        assertThat(layout.slotOfParameter(0)).isEqualTo(6);
    }

    @Test
    void aParameterMoreThanFitsOpensAnotherPolynomialOrSlice() {
        // 16 slots a polynomial, 3 polynomials a slice: 42 parameters beside the control slots.
        assertThat(layout(10, 3, 3).totalPolynomials()).isEqualTo(1);
        assertThat(layout(11, 3, 3).totalPolynomials()).isEqualTo(2);
        assertThat(layout(42, 3, 3).slices()).isEqualTo(1);
        assertThat(layout(43, 3, 3).slices()).isEqualTo(2);
        assertThat(layout(43, 3, 3).polynomialsIn(1)).isEqualTo(1);
    }

    @Test
    void slicesAndChunksCoverEverythingOnceAndNoChunkCrossesASlice() {
        Trials.run(300, random -> {
            int dimension = 1 + random.nextInt(2000);
            VectorLayout layout = layout(dimension, 1 + random.nextInt(9), 1 + random.nextInt(9));
            int polynomial = 0;
            int parameter = 0;
            int chunk = 0;
            for (int slice = 0; slice < layout.slices(); slice++) {
                assertThat(layout.firstPolynomialOf(slice)).isEqualTo(polynomial);
                assertThat(layout.firstParameterOf(slice)).isEqualTo(parameter);
                assertThat(layout.firstChunkOf(slice)).isEqualTo(chunk);
                assertThat(layout.parametersIn(slice)).isPositive();
                assertThat(layout.slotOfParameter(parameter)).isEqualTo(layout.firstSlotOf(slice) + 6);
                int last = parameter + layout.parametersIn(slice) - 1;
                int end = (polynomial + layout.polynomialsIn(slice)) * layout.slotsPerPolynomial();
                assertThat(layout.slotOfParameter(last)).isLessThan(end);
                int covered = 0;
                while (chunk < layout.chunks() && layout.sliceOfChunk(chunk) == slice) {
                    assertThat(layout.firstPolynomialOfChunk(chunk)).isEqualTo(polynomial + covered);
                    assertThat(layout.chunkBytes(chunk)).isEqualTo(14 * layout.polynomialsInChunk(chunk));
                    covered += layout.polynomialsInChunk(chunk++);
                }
                assertThat(covered).isEqualTo(layout.polynomialsIn(slice));
                polynomial += covered;
                parameter += layout.parametersIn(slice);
            }
            assertThat(parameter).isEqualTo(dimension);
            assertThat(chunk).isEqualTo(layout.chunks());
            assertThat(polynomial).isEqualTo(layout.totalPolynomials());
            assertThat(layout.totalSlots()).isEqualTo(polynomial * 16);
        });
    }

    @Test
    void theSmallestSliceHoldsAtLeastOneParameter() {
        Encoding encoding = new Encoding(1, 8, 1, 1, 12, 1, 1, 1, WeightFunction.UNIFORM, 1, false);
        assertThat(VectorLayout.of(encoding, RING).parametersIn(0)).isEqualTo(1);
    }

    @Test
    void whatDoesNotExistIsRefused() {
        VectorLayout layout = layout(100, 3, 2);
        assertThatThrownBy(() -> layout.polynomialsIn(layout.slices())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.chunkBytes(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.slotOfParameter(100)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static VectorLayout layout(int dimension, int perSlice, int perChunk) {
        return VectorLayout.of(
                new Encoding(dimension, 8, 1, 1, 12, 2, perSlice, perChunk, WeightFunction.UNIFORM, 1, false), RING);
    }
}
