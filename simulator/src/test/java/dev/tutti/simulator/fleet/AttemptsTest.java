package dev.tutti.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.AssignmentState;
import dev.tutti.device.Participation;
import dev.tutti.device.RetryWindow;
import dev.tutti.device.RunResult;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.RoundId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final Attempts attempts = new Attempts();

    @Test
    void aRunIsBookedUnderTheRoundItsUpdateWentTo() {
        Attempts.Run run = begun(1);
        run.hasTrained();
        attempts.left(run, 2);

        // While its receipt is still to come, and before the announcement was told to the fleet.
        assertThat(attempt(2)).isEqualTo(Attempt.BEGUN.withTraining());
        assertThat(attempt(1).trained()).isFalse();
        assertThat(attempt(1).reason()).isEqualTo("trained too long, took a later round");

        attempts.heardOf(2);
        assertThat(attempts.over(run, ended(AssignmentState.ACCEPTED, 2))).isFalse();

        assertThat(attempt(2).trained()).isTrue();
        assertThat(attempt(2).reason()).isEqualTo("receipt, but not in the sum");
    }

    @Test
    void aDeviceThatIsAheadKeepsWhatItDidAboutEveryRound() {
        attempts.over(trained(1), ended(AssignmentState.ACCEPTED, 2));
        attempts.heardOf(2);
        attempts.over(trained(2), ended(AssignmentState.LATE, 3));
        attempts.over(begun(3), ended(AssignmentState.NOT_ELIGIBLE));

        assertThat(attempt(2).result().map(RunResult::state)).contains(AssignmentState.ACCEPTED);
        assertThat(attempt(3).result().map(RunResult::state)).contains(AssignmentState.LATE);
        assertThat(attempt(2).trained()).isTrue();
        assertThat(attempt(3).trained()).isTrue();
    }

    @Test
    void inEveryRoundOfDevicesThatTrainAheadAtLeastAsManyTrainedAsUploaded() {
        List<Attempts> fleet = Stream.generate(Attempts::new).limit(9).toList();
        for (long begunFor = 1; begunFor <= 5; begunFor++) {
            long round = begunFor + 1;
            for (Attempts device : fleet) {
                device.heardOf(begunFor);
                Attempts.Run run = new Attempts.Run(begunFor);
                run.hasTrained();
                device.left(run, round);
            }
            // The round is over and told before any run has its receipt, and before a run begun for it has trained.
            assertThat(fleet.stream()
                            .filter(device ->
                                    device.of(round).filter(Attempt::trained).isPresent())
                            .count())
                    .isEqualTo(fleet.size());
        }
    }

    @Test
    void aRunThatWentNowhereIsBookedUnderTheRoundItWasBegunFor() {
        attempts.over(trained(4), ended(AssignmentState.TRAINED));

        assertThat(attempt(4).trained()).isTrue();
        assertThat(attempt(4).reason()).isEqualTo("trained, no round took it");
    }

    @Test
    void anUpdateSentOnForAnEarlierRoundLeavesTheDeviceFree() {
        attempts.over(trained(1), ended(AssignmentState.INTERRUPTED, 1));

        assertThat(attempts.over(begun(2), ended(AssignmentState.LATE, 1))).isTrue();

        assertThat(attempt(1).reason()).isEqualTo("upload cut short");
        assertThat(attempt(2)).isEqualTo(Attempt.BEGUN);
    }

    private Attempts.Run begun(long round) {
        attempts.heardOf(round);
        return new Attempts.Run(round);
    }

    private Attempts.Run trained(long round) {
        Attempts.Run run = begun(round);
        run.hasTrained();
        return run;
    }

    private Attempt attempt(long round) {
        return attempts.of(round).orElseThrow();
    }

    private static RunResult ended(AssignmentState state) {
        return ended(state, Optional.empty());
    }

    private static RunResult ended(AssignmentState state, long round) {
        Digest any = Digest.sha256(new byte[] {1});
        return ended(
                state,
                Optional.of(new Participation(
                        any,
                        new RoundId("fitness/demo", "demo", round, 1, 0),
                        UploadId.of(new byte[UploadId.BYTES]),
                        new BaseModel(0, any, 0))));
    }

    private static RunResult ended(AssignmentState state, Optional<Participation> participation) {
        return new RunResult(state, "", participation, RetryWindow.after(Instant.EPOCH, Duration.ZERO), 0);
    }
}
