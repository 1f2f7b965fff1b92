package dev.tutti.deploy.local;

import dev.tutti.simulator.Tutti;
import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.report.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The command line: {@code cluster up|submit|status|down [options]}. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and exits.
     *
     * @param arguments {@code cluster}, which of the four, and its options
     */
    public static void main(String[] arguments) {
        Tutti.main(arguments, Main::run);
    }

    /** Runs a command and returns its exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err, boolean terminal) {
        List<String> words = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        if (words.isEmpty() || words.contains("--help")) {
            out.print(ClusterOptions.HELP);
            out.flush();
            return words.isEmpty() ? TuttiError.USAGE.exitCode() : 0;
        }
        return Tutti.guarded(() -> run(words.get(0), words.subList(1, words.size()), out, terminal), out, err);
    }

    private static void run(String command, List<String> words, PrintStream out, boolean terminal)
            throws TuttiException {
        ClusterOptions options = ClusterOptions.parse(command, words);
        Progress progress = new Progress(out, terminal);
        try {
            switch (command) {
                case "up" -> {
                    try (HomeLock lock = HomeLock.of(options.home(), true)) {
                        new ClusterUp(options, Distribution.current(), progress).run(lock);
                    }
                }
                case "submit" -> {
                    try (HomeLock lock = HomeLock.of(options.home(), false)) {
                        new ClusterSubmit(options, Distribution.current(), progress).run(lock);
                    }
                }
                case "status" -> ClusterStatus.of(options.home()).print(out, options.json());
                default -> {
                    if (!HomeLock.isHome(options.home())) {
                        progress.say(options.home().root() + ": no cluster, so nothing to stop");
                        return;
                    }
                    try (HomeLock lock = HomeLock.of(options.home(), false)) {
                        new ClusterDown(options, progress).run(lock);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TuttiException(TuttiError.PROCESS_FAILED, "interrupted; " + options.next("cluster down"), e);
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, options.home().root() + ": " + e, e);
        } finally {
            progress.done();
            out.flush();
        }
    }
}
