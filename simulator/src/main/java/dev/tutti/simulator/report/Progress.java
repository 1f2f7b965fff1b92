package dev.tutti.simulator.report;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Says what is going on while it goes on. On a terminal, one line at the bottom that is redrawn in place, with a bar
 * where the end is known; elsewhere, one plain line per step and no repetition. Safe for use from several threads.
 */
public final class Progress {
    private static final int TICK_MILLIS = 250;
    private static final int BAR_WIDTH = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long startedNanos = System.nanoTime();
    private String step = "";
    private String bar = "";
    private boolean drawn;

    /**
     * @param out where to write
     * @param terminal whether {@code out} is a terminal that redraws a line
     */
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            Thread ticker = new Thread(this::tick, "progress");
            ticker.setDaemon(true);
            ticker.start();
        }
    }

    /** A step begins; its end is not known. */
    public synchronized void step(String what) {
        step = what;
        bar = "…";
        if (terminal) {
            draw();
        } else {
            out.printf(Locale.ROOT, "%5.1f s  %s%n", seconds(), what);
            out.flush();
        }
    }

    /** The step now going on has come this far. Shown on terminals only. */
    public synchronized void at(String what, int done, int total) {
        if (terminal) {
            int full = total <= 0 ? 0 : Math.min(BAR_WIDTH, BAR_WIDTH * done / total);
            bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full) + " " + what + " " + done + "/" + total;
            draw();
        }
    }

    /** The last step, after everything was said. Shown on terminals only: elsewhere nothing follows the results. */
    public synchronized void closing() {
        if (terminal) {
            step("closing");
        }
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        out.println(drawn ? ERASE_LINE + line : line);
        if (drawn) {
            draw();
        }
        out.flush();
    }

    /** Takes the line at the bottom away. */
    public synchronized void done() {
        if (drawn) {
            drawn = false;
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private void draw() {
        drawn = true;
        out.printf(Locale.ROOT, "%s%5.1f s  %s %s", ERASE_LINE, seconds(), step, bar);
        out.flush();
    }

    /** The seconds go on while a long step says nothing. */
    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                synchronized (this) {
                    if (drawn) {
                        draw();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
