package dev.tutti.simulator.cluster;

import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.statement.Announcement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what is said about a round on several topics, in whatever order it is read. After a restart the job may
 * say a thing twice; the second time changes nothing. Not safe for use from several threads.
 */
final class RoundLedger {
    private final Map<ByteBuffer, Announcement> announcements = new HashMap<>();
    private final Map<ByteBuffer, Map<Integer, AggregatePublished>> aggregates = new HashMap<>();

    private record Version(String population, long number) {}

    private final Map<Version, ModelPublished> models = new HashMap<>();
    private final Map<ByteBuffer, RoundReport> open = new HashMap<>();
    private final Map<ByteBuffer, RoundReport> told = new HashMap<>();

    private record Round(String population, long number, int attempt) {}

    /** Of rounds with several sub-cohorts those that are whole while others are not, by sub-cohort. */
    private final Map<Round, TreeMap<Integer, ObservedRound>> waiting = new HashMap<>();

    /**
     * Takes note of one record.
     *
     * @return the rounds about which everything is now known, all their sub-cohorts, each told once
     */
    List<WholeRound> note(SpecificRecord record) {
        if (record instanceof RoundAnnouncement said) {
            announcements.put(key(said.getAnnouncementHash()), Announcement.decode(bytes(said.getAnnouncement())));
        } else if (record instanceof AggregatePublished said) {
            aggregates
                    .computeIfAbsent(key(said.getAnnouncementHash()), cohort -> new TreeMap<>())
                    .put(said.getSlice(), said);
        } else if (record instanceof ModelPublished said) {
            models.put(new Version(said.getPopulation(), said.getVersion()), said);
        } else if (record instanceof RoundReport said && !told.containsKey(key(said.getAnnouncementHash()))) {
            open.put(key(said.getAnnouncementHash()), said);
        }
        return whole();
    }

    private List<WholeRound> whole() {
        List<WholeRound> whole = new ArrayList<>();
        for (Map.Entry<ByteBuffer, RoundReport> entry : List.copyOf(open.entrySet())) {
            ObservedRound round = observed(entry.getKey(), entry.getValue());
            if (round != null) {
                open.remove(entry.getKey());
                told.put(entry.getKey(), entry.getValue());
                together(round).ifPresent(whole::add);
            }
        }
        return whole;
    }

    private Optional<WholeRound> together(ObservedRound observed) {
        RoundReport report = observed.report();
        Round round = new Round(report.getPopulation(), report.getRound(), report.getAttempt());
        TreeMap<Integer, ObservedRound> cohorts = waiting.computeIfAbsent(round, any -> new TreeMap<>());
        cohorts.put(report.getSubCohort(), observed);
        if (cohorts.size() < report.getSubCohorts()) {
            return Optional.empty();
        }
        waiting.remove(round);
        return Optional.of(new WholeRound(List.copyOf(cohorts.values())));
    }

    private @Nullable ObservedRound observed(ByteBuffer cohort, RoundReport report) {
        Announcement announcement = announcements.get(cohort);
        if (announcement == null) {
            return null;
        }
        if (report.getStatus() != RoundStatus.COMPLETED) {
            return new ObservedRound(announcement, report, Map.of(), Optional.empty());
        }
        Map<Integer, AggregatePublished> sums = aggregates.getOrDefault(cohort, Map.of());
        ModelPublished model = models.get(new Version(report.getPopulation(), report.getModelVersion()));
        if (model == null || sums.size() < report.getSliceSumDigests().size()) {
            return null;
        }
        return new ObservedRound(announcement, report, Map.copyOf(sums), Optional.of(model));
    }

    private static ByteBuffer key(ByteBuffer hash) {
        return hash.duplicate().asReadOnlyBuffer();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
