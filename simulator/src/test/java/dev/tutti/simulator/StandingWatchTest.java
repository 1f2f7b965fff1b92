package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.schemas.round.TaskStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandingWatchTest {
    private final List<String> said = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private TaskStanding standing = TaskStanding.RUNNING;

    private final StandingWatch watch = new StandingWatch(
            "fitness/team", () -> standing, said::add, () -> nanos.getAndAdd(TimeUnit.MINUTES.toNanos(1)));

    @Test
    void aTaskThatRunsNeedsNoWords() throws Exception {
        watch.look(false);

        assertThat(said).isEmpty();
    }

    @Test
    void aTaskThatWaitsForAnOrderIsToldOnceWithTheOrderItWaitsFor() throws Exception {
        standing = TaskStanding.CREATED;
        watch.look(false);
        watch.look(false);
        standing = TaskStanding.RUNNING;
        watch.look(false);
        standing = TaskStanding.PAUSED;
        watch.look(true);

        assertThat(said)
                .containsExactly(
                        "fitness/team is created and not started: no round comes before ./tutti task start --population"
                                + " fitness/team",
                        "fitness/team is running",
                        "fitness/team is paused: no round comes before ./tutti task start --population fitness/team");
    }

    @Test
    void aStoppedTaskEndsTheWaitOnceItsOpenRoundIsOver() throws Exception {
        standing = TaskStanding.STOPPED;
        watch.look(true);
        watch.look(true);

        assertThat(said).containsExactly("fitness/team was stopped for good: no more rounds come");
        assertThatThrownBy(() -> watch.look(false))
                .isInstanceOfSatisfying(
                        TuttiException.class, e -> assertThat(e.error()).isEqualTo(TuttiError.NO_ROUND))
                .hasMessage("fitness/team was stopped for good: no more rounds come");
    }

    @Test
    void aMomentAfterALookNothingIsAsked() throws Exception {
        StandingWatch still = new StandingWatch("fitness/team", () -> standing, said::add, () -> 0);
        still.look(false);
        standing = TaskStanding.STOPPED;
        still.look(false);

        assertThat(said).isEmpty();
    }
}
