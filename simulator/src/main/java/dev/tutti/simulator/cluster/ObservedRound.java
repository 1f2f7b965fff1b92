package dev.tutti.simulator.cluster;

import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.statement.Announcement;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the job said to the world about one cohort that is over: a whole round, or one sub-cohort of it.
 *
 * @param announcement its terms
 * @param report its funnel
 * @param aggregates its opened sums by slice; empty when it burned
 * @param model the version it made, with its round's other sub-cohorts; empty when it burned
 */
public record ObservedRound(
        Announcement announcement,
        RoundReport report,
        Map<Integer, AggregatePublished> aggregates,
        Optional<ModelPublished> model) {}
