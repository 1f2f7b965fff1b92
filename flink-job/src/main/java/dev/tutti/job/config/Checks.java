package dev.tutti.job.config;

/** Refuses a wrong setting at construction with what was expected and what was given. */
final class Checks {
    private Checks() {}

    static void require(boolean holds, String expected, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected + ", was " + actual);
        }
    }
}
