package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.flink.Said;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a round that is due and may not be announced: it is tried again after a while, and the world hears why
 * it waits, once for each reason. The metrics {@code round.reason.<REASON>.withheld} count every try.
 */
final class Withholding {
    private static final Logger LOG = LoggerFactory.getLogger(Withholding.class);

    /** How long until the next try, milliseconds. Between tries nothing outside is asked again. */
    static final long RETRY_MILLIS = 5_000;

    private final MetricGroup group;
    private final Map<Withheld, Counter> counters = new EnumMap<>(Withheld.class);
    private final PlannerSpeech speech;

    Withholding(MetricGroup operator, PlannerSpeech speech) {
        group = operator.addGroup("round");
        this.speech = speech;
    }

    /** Whether it is too early to try again. */
    static boolean waits(PlannerState known, long now) {
        return now < known.retryAt;
    }

    /** Tries again later, for no other reason than that too few offers are left. */
    static void later(PlannerState known, TimerService timers) {
        known.retryAt = timers.currentProcessingTime() + RETRY_MILLIS;
        timers.registerProcessingTimeTimer(known.retryAt);
    }

    /**
     * Withholds the round.
     *
     * @param detail more than the reason, with numbers where there are any; empty for none
     * @return what the world is told, if it has not heard it yet
     */
    Optional<Said> because(Withheld reason, String detail, String population, PlannerState known, TimerService timers) {
        counters.computeIfAbsent(
                        reason, each -> group.addGroup("reason", each.name()).counter("withheld"))
                .inc();
        later(known, timers);
        if (known.withheld.equals(reason.name())) {
            return Optional.empty();
        }
        known.withheld = reason.name();
        String why = "no round is announced: " + reason + (detail.isEmpty() ? "" : ": " + detail);
        LOG.warn("{}: {}", population, why);
        return Optional.of(speech.answer(population, 0, why, known));
    }

    /**
     * Nothing is in the way any more.
     *
     * @return what the world is told, if it had heard otherwise
     */
    Optional<Said> over(String population, PlannerState known) {
        known.retryAt = 0;
        if (known.withheld.isEmpty()) {
            return Optional.empty();
        }
        known.withheld = "";
        return Optional.of(speech.answer(population, 0, "", known));
    }
}
