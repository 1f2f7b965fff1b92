package dev.tutti.simulator.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Every figure of a demo: what the closing table shows and the JSON holds.
 *
 * @param workload what was learned
 * @param source where the examples came from
 * @param devices devices of the fleet
 * @param seed the simulation's seed
 * @param rounds one entry per round, in order; of a round with several sub-cohorts one for each
 * @param unseenExamples examples behind the held-out accuracies
 * @param unseenWhose what these examples are, for a person
 * @param parameters trainable parameters
 * @param bytesPerUpdate bytes one device sent for one update, shares and header included
 * @param plainBytesPerUpdate bytes the same update takes as float32, unmasked
 * @param seconds from the JVM's start to the last outcome
 */
public record DemoFigures(
        String workload,
        String source,
        int devices,
        long seed,
        List<RoundFigures> rounds,
        int unseenExamples,
        String unseenWhose,
        int parameters,
        long bytesPerUpdate,
        long plainBytesPerUpdate,
        double seconds) {
    /** Copies the list. */
    public DemoFigures {
        rounds = List.copyOf(rounds);
    }

    /** Held-out accuracy of the last model; empty when no round completed. */
    public OptionalDouble finalAccuracy() {
        return last(rounds.stream().map(RoundFigures::heldOutAccuracy).toList());
    }

    /** The same for the plaintext run. */
    public OptionalDouble plaintextAccuracy() {
        return last(rounds.stream().map(RoundFigures::plaintextAccuracy).toList());
    }

    /** Whether every sum compared was exact; empty when none was compared. */
    public Optional<Boolean> exact() {
        List<Boolean> compared =
                rounds.stream().flatMap(round -> round.exact().stream()).toList();
        return compared.isEmpty()
                ? Optional.empty()
                : Optional.of(compared.stream().allMatch(Boolean::booleanValue));
    }

    /** Device-rounds not in a sum, over all rounds, by reason. */
    public Map<String, Integer> dropped() {
        Map<String, Integer> dropped = new TreeMap<>();
        rounds.forEach(round ->
                round.result().dropped().forEach((reason, count) -> dropped.merge(reason, count, Integer::sum)));
        return dropped;
    }

    private static OptionalDouble last(List<OptionalDouble> values) {
        return values.stream()
                .filter(OptionalDouble::isPresent)
                .reduce((earlier, later) -> later)
                .orElse(OptionalDouble.empty());
    }
}
