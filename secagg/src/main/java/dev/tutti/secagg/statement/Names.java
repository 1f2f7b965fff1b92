package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Expect;
import java.util.regex.Pattern;

/** The names populations and tasks may have: they end up in paths and topic keys, so they are plain and cannot climb. */
final class Names {
    /** Longest name, in characters (all ASCII). */
    static final int MAX_LENGTH = 128;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*([./][a-zA-Z0-9][a-zA-Z0-9_-]*)*");

    private Names() {}

    static String check(String what, String name) {
        Expect.that(
                name.length() <= MAX_LENGTH && NAME.matcher(name).matches(),
                what + " must be words of letters, digits, '_' and '-' joined by '/' or '.', at most " + MAX_LENGTH
                        + " characters");
        return name;
    }
}
