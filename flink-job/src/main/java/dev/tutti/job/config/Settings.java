package dev.tutti.job.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Named values, read strictly: whatever is missing, malformed or left over is refused by name, so that a misspelt limit
 * never silently takes its default.
 */
final class Settings {
    private final Map<String, String> values;
    private final Set<String> read = new HashSet<>();

    Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    String text(String key, @Nullable String fallback) {
        read.add(key);
        String value = values.getOrDefault(key, fallback);
        if (value == null) {
            throw new IllegalArgumentException("expected a value for '" + key + "', was none");
        }
        return value.strip();
    }

    /** Comma-separated words; an empty value is an empty list. */
    List<String> list(String key, @Nullable String fallback) {
        String value = text(key, fallback);
        return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*"));
    }

    int integer(String key, @Nullable Integer fallback) {
        String value = text(key, fallback == null ? null : fallback.toString());
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number for '" + key + "', was '" + value + "'", e);
        }
    }

    float decimal(String key, @Nullable String fallback) {
        return number(key, fallback, Float::parseFloat);
    }

    /** A number as it was written: what is compared must not be rounded first. */
    double exact(String key, @Nullable String fallback) {
        return number(key, fallback, Double::parseDouble);
    }

    private <T> T number(String key, @Nullable String fallback, Function<String, T> parse) {
        String value = text(key, fallback);
        try {
            return parse.apply(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number for '" + key + "', was '" + value + "'", e);
        }
    }

    /** Refuses values nobody asked for. */
    void requireAllRead() {
        for (String key : values.keySet()) {
            Checks.require(read.contains(key), "only known keys", "'" + key + "'");
        }
    }
}
