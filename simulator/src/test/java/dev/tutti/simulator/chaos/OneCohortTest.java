package dev.tutti.simulator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.round.RoundReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneCohortTest {
    @Test
    void eachSubCohortOfARoundHasAReportOfItsOwn() {
        assertThat(OneCohort.violations(List.of(report(1, 0, 1, 2), report(1, 1, 3), report(2, 0, 3, 1))))
                .isEmpty();
    }

    @Test
    void aSecondReportOfASubCohortIsFound() {
        assertThat(OneCohort.violations(List.of(report(1, 0, 1), report(1, 1, 2), report(1, 1, 3))))
                .contains("a second report of round 1/1");
    }

    @Test
    void aDeviceInTwoSubCohortsOfARoundIsFound() {
        assertThat(OneCohort.violations(List.of(report(7, 0, 1, 2), report(7, 1, 2, 3))))
                .singleElement()
                .asString()
                .startsWith("a second sub-cohort of device [fitness/demo, 7, 0202");
    }

    private static RoundReport report(long round, int subCohort, int... devices) {
        RoundReport report = new RoundReport();
        report.setPopulation("fitness/demo");
        report.setRound(round);
        report.setSubCohort(subCohort);
        report.setSubCohorts(2);
        report.setAnnouncementHash(filled(32, (int) (100 * round + subCohort)));
        report.setContributors(
                IntStream.of(devices).mapToObj(device -> filled(16, device)).toList());
        return report;
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }
}
