package dev.tutti.simulator;

import dev.tutti.simulator.report.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The command line: {@code tutti <command> [options]}. Says something before it loads anything heavy, and ends with a
 * documented exit code.
 */
public final class Tutti {
    /** Set by the launcher, which knows: a JVM's console says nothing about where its output goes. */
    private static final String TERMINAL = "tutti.terminal";

    private static final String HELP = """
            Usage: tutti <command> [options]

              demo     train a model privately with a fleet of virtual devices; tutti demo --help
              chaos    kill and restart the job in every round and hold it to its log; tutti chaos --help
              fleet    virtual devices against a running cluster; tutti fleet --help
              task     create, start, pause and stop tasks of a running cluster; tutti task --help
              model    a task's model versions, and their weights; tutti model --help
              --help   this text
            """;

    private Tutti() {}

    /**
     * Runs a command and exits.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        main(arguments, Tutti::run);
    }

    /** Runs what another main class offers in the same way: same streams, same numbers, same exit codes. */
    public static void main(String[] arguments, Commands commands) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int exitCode = commands.run(List.of(arguments), out, err, Boolean.getBoolean(TERMINAL));
        out.flush();
        // Threads of the broker or of TensorFlow must not keep a finished command alive.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Runs a command and returns its exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err, boolean terminal) {
        if (arguments.isEmpty()
                || arguments.get(0).equals("--help")
                || arguments.get(0).equals("help")) {
            out.print(HELP);
            out.flush();
            return arguments.isEmpty() ? TuttiError.USAGE.exitCode() : 0;
        }
        List<String> options = arguments.subList(1, arguments.size());
        return guarded(() -> run(arguments.get(0), options, out, terminal), out, err);
    }

    /** Runs a command, and turns what stops it into its numbered line and its exit code. */
    public static int guarded(Commands.Guarded command, PrintStream out, PrintStream err) {
        try {
            command.run();
            return 0;
        } catch (TuttiException e) {
            out.flush();
            err.println(e.line());
            return e.error().exitCode();
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(Tutti.class).error("the command failed", e);
            String log = System.getProperty("tutti.log", "target/tutti.log");
            err.println(TuttiError.UNEXPECTED.code() + " " + e + "; " + log + " has the details (docs/errors.md)");
            return TuttiError.UNEXPECTED.exitCode();
        }
    }

    private static void run(String command, List<String> options, PrintStream out, boolean terminal)
            throws TuttiException {
        boolean help = options.contains("--help");
        Progress progress = new Progress(out, terminal);
        try {
            switch (command) {
                case "demo" -> {
                    if (help) {
                        out.print(DemoOptions.HELP);
                    } else {
                        DemoOptions read = DemoOptions.parse(options);
                        progress.step("waking up");
                        new Demo(read, progress).run();
                    }
                }
                case "chaos" -> {
                    if (help) {
                        out.print(ChaosOptions.HELP);
                    } else {
                        ChaosOptions read = ChaosOptions.parse(options);
                        progress.step("waking up");
                        new Chaos(read, progress).run();
                    }
                }
                case "fleet" -> {
                    if (help) {
                        out.print(FleetOptions.HELP);
                    } else {
                        FleetOptions read = FleetOptions.parse(options);
                        OwnLog.of(read.population());
                        progress.step("waking up");
                        new FleetRun(read, progress).run();
                    }
                }
                case "task" -> {
                    if (help) {
                        out.print(TaskCommandOptions.HELP);
                    } else {
                        new TaskRun(TaskCommandOptions.parse(options), progress).run();
                    }
                }
                case "model" -> {
                    if (help) {
                        out.print(ModelOptions.HELP);
                    } else {
                        new ModelRun(ModelOptions.parse(options), progress).run();
                    }
                }
                default ->
                    throw new TuttiException(
                            TuttiError.USAGE,
                            command + ": expected one of demo, chaos, fleet, task, model; see tutti --help");
            }
        } finally {
            progress.done();
            out.flush();
        }
    }
}
