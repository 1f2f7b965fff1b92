package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti model} was asked to do.
 *
 * @param action list, export or rollback
 * @param reach which cluster
 * @param population whose model
 * @param version which version to export or to restore; −1 for the promoted one
 * @param out file for the exported weights, or null
 */
record ModelOptions(
        String action,
        ClusterReach reach,
        String population,
        long version,
        @Nullable Path out) {
    static final long PROMOTED = -1;

    private static final List<String> ACTIONS = List.of("list", "export", "rollback");

    /** What {@code --help} prints. */
    static final String HELP = """
            Usage: tutti model list|export|rollback --population NAME [options]

              list     every version: the round that made it, its accuracy by masked evaluation, its guard
              export   writes a version's weights, checked against the manifest that the operator signed
                --version N    which version (default: the promoted one)
                --out FILE     float32, big-endian, in the plan's order; FILE.json says what it is
              rollback makes an older version's weights the newest version, promoted; rounds in flight burn
                --version N    which version

            %s

            Exit codes: 0 all well; 1 no cluster, or no such model; 2 the command line was not understood; 3 a
            file could not be read or written. Errors have numbers: docs/errors.md.
            """.formatted(ClusterReach.HELP.strip());

    ModelOptions {
        CommandLine.population(population);
        require(!action.equals("export") || out != null, "--out: expected a file, got none");
        require(!action.equals("rollback") || version != PROMOTED, "--version: expected a version, got none");
    }

    static ModelOptions parse(List<String> words) throws TuttiException {
        String action = words.isEmpty() ? "" : words.get(0);
        if (!ACTIONS.contains(action)) {
            throw new TuttiException(
                    TuttiError.USAGE, "model " + action + ": expected one of " + ACTIONS + "; see tutti model --help");
        }
        return CommandLine.read(
                "model",
                words.subList(1, words.size()),
                ClusterReach.and("--population", "--version", "--out"),
                Set.of(),
                line -> new ModelOptions(
                        action,
                        ClusterReach.of(line),
                        line.text("--population", ""),
                        line.has("--version") ? line.whole("--version", 0) : PROMOTED,
                        line.path("--out")));
    }
}
