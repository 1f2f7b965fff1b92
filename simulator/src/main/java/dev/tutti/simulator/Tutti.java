package dev.tutti.simulator;

import dev.tutti.simulator.report.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The command line: {@code tutti demo [options]}. Says something before it loads anything heavy, and ends with a
 * documented exit code.
 */
public final class Tutti {
    /** Set by the launcher, which knows: a JVM's console says nothing about where its output goes. */
    private static final String TERMINAL = "tutti.terminal";

    private static final String HELP = """
            Usage: tutti <command> [options]

              demo     train a model privately with a fleet of virtual devices; tutti demo --help
              --help   this text
            """;

    private Tutti() {}

    /**
     * Runs a command and exits.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int exitCode = run(List.of(arguments), out, err, Boolean.getBoolean(TERMINAL));
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
            return arguments.isEmpty() ? DemoError.USAGE.exitCode() : 0;
        }
        List<String> options = arguments.subList(1, arguments.size());
        try {
            if (!arguments.get(0).equals("demo")) {
                throw new DemoException(
                        DemoError.USAGE, arguments.get(0) + ": expected the command demo; see tutti --help");
            }
            if (options.contains("--help")) {
                out.print(DemoOptions.HELP);
                out.flush();
                return 0;
            }
            DemoOptions read = DemoOptions.parse(options);
            Progress progress = new Progress(out, terminal);
            try {
                progress.step("waking up");
                new Demo(read, progress).run();
                return 0;
            } finally {
                progress.done();
            }
        } catch (DemoException e) {
            out.flush();
            err.println(e.line());
            return e.error().exitCode();
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(Tutti.class).error("the demo failed", e);
            err.println(DemoError.UNEXPECTED.code() + " " + e + "; .tutti/tutti.log has the details (docs/errors.md)");
            return DemoError.UNEXPECTED.exitCode();
        }
    }
}
