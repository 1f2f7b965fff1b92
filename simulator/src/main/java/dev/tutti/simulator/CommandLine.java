package dev.tutti.simulator;

import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.enclave.EnclaveKind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The words of one command's line by option, read strictly: nothing unknown, nothing twice, no missing or malformed
 * value. Every complaint names the option, what was expected and what was given.
 */
public final class CommandLine {
    private static final SortedMap<String, ShareSealing> SEALINGS =
            new TreeMap<>(Map.of("x25519", ShareSealing.HPKE_X25519, "x-wing", ShareSealing.HPKE_X_WING));

    private final Map<String, String> values = new HashMap<>();

    private CommandLine(String command, List<String> words, Set<String> valued, Set<String> flags) {
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            boolean flag = flags.contains(option);
            require(flag || valued.contains(option), option + ": unknown option; see tutti " + command + " --help");
            require(flag || rest.hasNext(), option + ": expected a value, got none");
            String previous = values.put(option, flag ? option : rest.next());
            require(previous == null, option + ": expected once, got twice");
        }
    }

    /**
     * Reads a command's options.
     *
     * @param command as typed, for the hint
     * @param words what follows the command
     * @param valued options that take a value
     * @param flags options that take none
     * @param options makes the options; an {@link IllegalArgumentException} becomes the complaint
     * @throws TuttiException with {@link TuttiError#USAGE}
     */
    public static <T> T read(
            String command, List<String> words, Set<String> valued, Set<String> flags, Function<CommandLine, T> options)
            throws TuttiException {
        try {
            return options.apply(new CommandLine(command, words, valued, flags));
        } catch (IllegalArgumentException e) {
            throw new TuttiException(TuttiError.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Complains unless a condition holds. */
    public static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Complains unless a name is one that a population may have: it ends up in paths and topic keys. */
    public static void population(String name) {
        require(!name.isEmpty(), "--population: expected a name, got none");
        try {
            new RoundId(name, "any", 1, 1, 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--population: " + e.getMessage() + ", got " + name, e);
        }
    }

    /** Complains unless a value is in its range. */
    public static void inRange(String option, long value, long least, long most) {
        require(value >= least && value <= most, option + ": expected " + least + " … " + most + ", got " + value);
    }

    /** Whether the option was given. */
    public boolean has(String option) {
        return values.containsKey(option);
    }

    /** The option's value, or the fallback. */
    public String text(String option, String fallback) {
        return values.getOrDefault(option, fallback);
    }

    /** The option's value as a whole number of at least 0, or the fallback. */
    public long whole(String option, long fallback) {
        return whole(option, fallback, Long.MAX_VALUE);
    }

    /** The same, below 2^31. */
    public int number(String option, int fallback) {
        return (int) whole(option, fallback, Integer.MAX_VALUE);
    }

    private long whole(String option, long fallback, long most) {
        String value = values.get(option);
        if (value == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw new IllegalArgumentException(option + ": expected a whole number of at least 0, got " + value);
    }

    /** The option's value as a number, or the fallback. */
    public double share(String option, double fallback) {
        String value = values.get(option);
        if (value == null) {
            return fallback;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": expected a number, got " + value, e);
        }
    }

    /** The option's value as one of {@code x25519} and {@code x-wing}, or the fallback. */
    public ShareSealing sealing(String option, ShareSealing fallback) {
        String value = values.get(option);
        if (value == null) {
            return fallback;
        }
        ShareSealing sealing = SEALINGS.get(value);
        require(sealing != null, option + ": expected one of " + SEALINGS.keySet() + ", got " + value);
        return Objects.requireNonNull(sealing);
    }

    /** What a way of sealing is called on the command line. */
    public static String name(ShareSealing sealing) {
        return SEALINGS.entrySet().stream()
                .filter(known -> known.getValue() == sealing)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The option's value as a kind of enclave, or the fallback. */
    public EnclaveKind enclave(String option, EnclaveKind fallback) {
        String value = values.get(option);
        if (value == null) {
            return fallback;
        }
        return EnclaveKind.ofOption(value)
                .orElseThrow(() -> new IllegalArgumentException(
                        option + ": expected one of " + EnclaveKind.options() + ", got " + value));
    }

    /** The option's value as a path, or null when it was not given. */
    public @Nullable Path path(String option) {
        String value = values.get(option);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + ": expected a path, got " + value, e);
        }
    }
}
