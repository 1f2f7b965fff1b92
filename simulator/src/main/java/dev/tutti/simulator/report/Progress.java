package dev.tutti.simulator.report;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Says what is going on while it goes on. On a terminal, one line at the bottom that is redrawn in place, with a bar
 * where the end is known; elsewhere, one plain line per step and no repetition. Safe for use from several threads.
 */
public final class Progress {
    private static final int BAR_WIDTH = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long startedNanos = System.nanoTime();
    private String step = "";
    private String shown = "";

    /**
     * @param out where to write
     * @param terminal whether {@code out} is a terminal that redraws a line
     */
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A step begins; its end is not known. */
    public synchronized void step(String what) {
        step = what;
        if (terminal) {
            redraw(String.format(Locale.ROOT, "%5.1f s  %s …", seconds(), what));
        } else {
            out.printf(Locale.ROOT, "%5.1f s  %s%n", seconds(), what);
            out.flush();
        }
    }

    /** The step now going on has come this far. Shown on terminals only. */
    public synchronized void at(String what, int done, int total) {
        if (terminal) {
            int full = total <= 0 ? 0 : Math.min(BAR_WIDTH, BAR_WIDTH * done / total);
            String bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
            redraw(String.format(Locale.ROOT, "%5.1f s  %s %s %s %d/%d", seconds(), step, bar, what, done, total));
        }
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        if (terminal) {
            out.print(ERASE_LINE);
        }
        out.println(line);
        if (terminal && !shown.isEmpty()) {
            out.print(shown);
        }
        out.flush();
    }

    /** Takes the line at the bottom away. */
    public synchronized void done() {
        if (terminal && !shown.isEmpty()) {
            shown = "";
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private void redraw(String line) {
        if (!line.equals(shown)) {
            shown = line;
            out.print(ERASE_LINE + line);
            out.flush();
        }
    }

    private double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
