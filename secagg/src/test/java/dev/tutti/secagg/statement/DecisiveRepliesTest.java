package dev.tutti.secagg.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With r + 2t replies every one of t liars is found: docs/protocol.md, "Search for who burns rounds". */
final class DecisiveRepliesTest {
    @ParameterizedTest
    @CsvSource({"8, 1, 6", "16, 2, 12", "32, 3, 20", "64, 6, 40", "128, 20, 112"})
    void areThresholdAndTwiceTheLiars(int members, int corrupt, int replies) {
        CommitteeParameters committee = ParameterPlanner.plan(
                        new ParameterRequest(100, 8, 10_000, members, corrupt, 0, 1))
                .committee();
        assertThat(committee.decisiveReplies()).isEqualTo(replies);
    }
}
