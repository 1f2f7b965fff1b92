package dev.tutti.secagg.codec;

/**
 * Preconditions of value types. A violation is the caller's mistake and throws {@link IllegalArgumentException} saying
 * what was expected and what was given; while decoding, {@link CanonicalReader} turns it into a
 * {@link MalformedMessageException}.
 */
public final class Expect {
    private Expect() {}

    /** Returns {@code value} if it lies in [{@code min}, {@code max}]. */
    public static int inRange(String what, int value, int min, int max) {
        return (int) inRange(what, (long) value, min, max);
    }

    /** Returns {@code value} if it lies in [{@code min}, {@code max}]. */
    public static long inRange(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be between " + min + " and " + max + ", but was " + value);
        }
        return value;
    }

    /** Returns a copy of {@code value} if it holds exactly {@code length} bytes. */
    public static byte[] copyOfLength(String what, byte[] value, int length) {
        return copyOfLength(what, value, length, length);
    }

    /** Returns a copy of {@code value} if it holds between {@code min} and {@code max} bytes. */
    public static byte[] copyOfLength(String what, byte[] value, int min, int max) {
        inRange("length of " + what, value.length, min, max);
        return value.clone();
    }

    /** Throws unless {@code condition}; {@code expected} states the rule that was broken. */
    public static void that(boolean condition, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(expected);
        }
    }
}
