package dev.tutti.simulator;

import dev.tutti.schemas.round.TaskStanding;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/** Says when a task announces no rounds, and why, so that nobody waits for what does not come. */
final class StandingWatch {
    /** Looking reads the whole topic of reports. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How the task stands now. */
    @FunctionalInterface
    interface Look {
        TaskStanding now() throws TuttiException;
    }

    private final String population;
    private final Look look;
    private final Consumer<String> say;
    private final LongSupplier nanos;
    private TaskStanding known = TaskStanding.RUNNING;
    private long next;

    /**
     * @param population the task's
     * @param look how it stands
     * @param say where a line goes
     * @param nanos a clock, as {@link System#nanoTime}
     */
    StandingWatch(String population, Look look, Consumer<String> say, LongSupplier nanos) {
        this.population = population;
        this.look = look;
        this.say = say;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /**
     * Looks, unless it did so a moment ago, and says what has changed.
     *
     * @param underWay whether a round is open, which ends as it would have
     * @throws TuttiException with {@link TuttiError#NO_ROUND} when the task was stopped and no round is under way
     */
    void look(boolean underWay) throws TuttiException {
        if (nanos.getAsLong() - next < 0) {
            return;
        }
        try {
            note(look.now(), underWay);
        } catch (KafkaException e) {
            // A broker that is away for a moment says nothing about the task.
        }
        next = nanos.getAsLong() + PAUSE_NANOS;
    }

    private void note(TaskStanding standing, boolean underWay) throws TuttiException {
        String sentence = sentence(standing);
        if (standing == TaskStanding.STOPPED && !underWay) {
            throw new TuttiException(TuttiError.NO_ROUND, sentence);
        }
        if (standing != known) {
            say.accept(sentence);
        }
        known = standing;
    }

    private String sentence(TaskStanding standing) {
        String start = "no round comes before ./tutti task start --population " + population;
        return switch (standing) {
            case CREATED -> population + " is created and not started: " + start;
            case PAUSED -> population + " is paused: " + start;
            case STOPPED -> population + " was stopped for good: no more rounds come";
            case RUNNING -> population + " is running";
            case NONE, UNKNOWN -> population + ": the job does not say how its task stands";
        };
    }
}
