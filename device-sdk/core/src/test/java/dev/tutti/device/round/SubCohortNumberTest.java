package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of sub-cohorts in an envelope, which nobody signed. */
final class SubCohortNumberTest {
    private final TestOperator operator = new TestOperator(new Network(), new TestClock());
    private final AnnouncementReader reader =
            new AnnouncementReader(operator.trust().operator());
    private final List<TestMember> members = operator.committee();

    SubCohortNumberTest() {
        operator.publishNext();
    }

    @Test
    void aRoundThatSaysNothingOfSubCohortsHasOne() {
        AnnouncementReader.Reading reading = reader.read(operator.sign(terms(0)));
        assertThat(((AnnouncementReader.Signed) reading).subCohorts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "1, 2", "0, 1024", "1023, 1024"})
    void fromOneToTheMostEachIndexBelowTheirNumberIsRead(int subCohort, int subCohorts) {
        AnnouncementReader.Reading reading = reader.read(operator.sign(terms(subCohort), subCohorts));
        AnnouncementReader.Signed signed = (AnnouncementReader.Signed) reading;
        assertThat(signed.subCohorts()).isEqualTo(subCohorts);
        assertThat(signed.round().terms().round().subCohort()).isEqualTo(subCohort);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, -1",
        "0, -2147483648",
        "0, 1025",
        "0, 2147483647",
        "1, 1",
        "2, 2",
        "2147483647, 2",
        "1024, 1024",
        "1024, 1025"
    })
    void anyOtherIsDroppedWithItsReason(int subCohort, int subCohorts) {
        AnnouncementReader.Reading reading = reader.read(operator.sign(terms(subCohort), subCohorts));
        JoinRefusal refusal = ((AnnouncementReader.Refused) reading).refusal();
        assertThat(refusal.fault()).isEqualTo(JoinFault.SUB_COHORT_OUT_OF_RANGE);
        assertThat(refusal.detail()).contains("index " + subCohort + " of " + subCohorts);
    }

    private Announcement terms(int subCohort) {
        return operator.terms(
                1, 1, subCohort, members.stream().map(TestMember::checkIn).toList());
    }
}
