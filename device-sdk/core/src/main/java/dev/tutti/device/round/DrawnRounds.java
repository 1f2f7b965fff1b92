package dev.tutti.device.round;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.RoundId;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Of every round the one announcement that this device may take part in: that of the sub-cohort it draws for itself,
 * evenly, once for each attempt. The others are not kept, however many there are, and none stands in for one that has not
 * come yet.
 *
 * <p>Nothing tells the draw before an update goes to it, not even a log: what finds out who burns rounds (docs/protocol.md,
 * "Search for who burns rounds") counts on nobody knowing whose neighbour it will be. The draw is kept in memory only: a
 * device that restarts draws anew, and the round it sent to is taken whatever it draws.
 *
 * <p>Not safe for use by several threads.
 */
final class DrawnRounds {
    /**
     * Attempts kept; more than two at a time are never live, and an operator cannot fill a device's memory. One forgotten for
     * sixteen that close later is drawn anew if it comes again, which gains an operator no more than another attempt would.
     */
    static final int MAX_ATTEMPTS = 16;

    /** Ends kept of announcements that are not among the drawn ones: an end may come before its announcement. */
    static final int MAX_TAKEN_DOWN = 256;

    private final SecureRandom random;
    private final Map<Attempt, Draw> draws = new LinkedHashMap<>();
    private final Set<Digest> takenDown = new LinkedHashSet<>();

    /**
     * @param random draws the sub-cohort; nobody else may know what it gives
     */
    DrawnRounds(SecureRandom random) {
        this.random = random;
    }

    /**
     * Keeps an announcement if it is that of the sub-cohort drawn. Of two with the same round id the later one is kept.
     *
     * @param subCohorts how many sub-cohorts the round is said to have, more than its index; the first number counts
     * @return why it is nobody's, or empty, whatever was drawn
     */
    Optional<JoinRefusal> announce(OpenRound round, int subCohorts) {
        RoundId id = round.terms().round();
        Draw draw = draws.computeIfAbsent(Attempt.of(id), unused -> new Draw(subCohorts, random.nextInt(subCohorts)));
        if (draw.subCohorts != subCohorts) {
            return Optional.of(new JoinRefusal(
                    JoinFault.SUB_COHORTS_DISAGREE,
                    "expected " + draw.subCohorts + " as announced first, announced " + subCohorts));
        }
        draw.closesAtMillis =
                Math.max(draw.closesAtMillis, round.terms().window().closesAtMillis());
        // After a restore the job announces its open rounds again.
        if (id.subCohort() == draw.mine && !isTakenDown(round.hash())) {
            draw.announced = Optional.of(round);
        }
        while (draws.size() > MAX_ATTEMPTS) {
            draws.values().stream()
                    .min(Comparator.comparingLong(kept -> kept.closesAtMillis))
                    .ifPresent(oldest -> draws.values().remove(oldest));
        }
        return Optional.empty();
    }

    /** The drawn announcements that have come and are not known to be over. */
    List<OpenRound> open() {
        return draws.values().stream().flatMap(draw -> draw.announced.stream()).toList();
    }

    /** Takes an announcement down for good. */
    void takeDown(Digest announcement) {
        Optional<Draw> drawn = draws.values().stream()
                .filter(draw -> draw.announced
                        .filter(round -> round.hash().equals(announcement))
                        .isPresent())
                .findFirst();
        if (drawn.isPresent()) {
            // Kept with its draw: the ends of a thousand other sub-cohorts do not push it out.
            drawn.get().announced = Optional.empty();
            drawn.get().over = Optional.of(announcement);
            return;
        }
        takenDown.add(announcement);
        if (takenDown.size() > MAX_TAKEN_DOWN) {
            takenDown.remove(takenDown.iterator().next());
        }
    }

    /** Whether an announcement is known to be over. */
    boolean isTakenDown(Digest announcement) {
        return takenDown.contains(announcement)
                || draws.values().stream().anyMatch(draw -> draw.over.equals(Optional.of(announcement)));
    }

    /** Attempts and ends kept in memory. */
    int kept() {
        return draws.size() + takenDown.size();
    }

    /** Says nothing about what was drawn. */
    @Override
    public String toString() {
        return "DrawnRounds[secret]";
    }

    /** All sub-cohorts of one attempt at a round. */
    private record Attempt(String population, String task, long round, int attempt) {
        static Attempt of(RoundId id) {
            return new Attempt(id.population(), id.task(), id.round(), id.attempt());
        }
    }

    private static final class Draw {
        private final int subCohorts;
        private final int mine;
        private long closesAtMillis;
        private Optional<OpenRound> announced = Optional.empty();
        private Optional<Digest> over = Optional.empty();

        Draw(int subCohorts, int mine) {
            this.subCohorts = subCohorts;
            this.mine = mine;
        }
    }
}
