package dev.tutti.simulator;

import java.io.PrintStream;
import java.util.List;

/** What a main class offers on the command line. */
@FunctionalInterface
public interface Commands {
    /**
     * Runs a command.
     *
     * @param arguments the command and its options
     * @param out for results and progress
     * @param err for the one line that says why it failed
     * @param terminal whether {@code out} is a terminal
     * @return the exit code
     */
    int run(List<String> arguments, PrintStream out, PrintStream err, boolean terminal);

    /** One command, understood and about to run. */
    @FunctionalInterface
    interface Guarded {
        void run() throws TuttiException;
    }
}
