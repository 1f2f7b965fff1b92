package dev.tutti.benchmarks.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The statistics, not the times. */
final class LeakTestTest {
    @Test
    void tIsThatOfTwoSmallSamplesWorkedOutByHand() {
        // Means 2 and 6, variances 1 and 4, three each: (2 − 6)/√(1/3 + 4/3).
        WelchTest test = new WelchTest();
        for (double value : new double[] {1, 2, 3}) {
            test.add(0, value);
        }
        for (double value : new double[] {4, 6, 8}) {
            test.add(1, value);
        }
        assertThat(test.t()).isCloseTo(-4 / Math.sqrt(5 / 3.0), within(1e-12));
        assertThat(test.count()).isEqualTo(6);
    }

    @Test
    void tooFewOrConstantMeasurementsSayNothing() {
        WelchTest test = new WelchTest();
        test.add(0, 1);
        test.add(1, 2);
        assertThat(test.t()).isZero();
        test.add(0, 1);
        test.add(1, 2);
        assertThat(test.t()).isZero();
    }

    @Test
    void aRunNamesEveryCaseAndItsControl() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        LeakRun.run(2000, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "CumulativeTable.lookUp",
                        "NumberTheoreticTransform",
                        "LatticeMask",
                        "SecretSharing",
                        "control");
    }
}
