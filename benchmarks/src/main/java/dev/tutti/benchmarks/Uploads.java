package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.Terms;
import dev.tutti.benchmarks.secagg.UploadSize;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an update weighs on the wire: chunks, sealed shares and signed header.
 *
 * @param bytes by dimension and, but for the acceptance's, terms
 */
record Uploads(SortedMap<String, Long> bytes) {
    /** Of every dimension and terms that something was measured for. */
    static Uploads of(Measurements measured) {
        SortedMap<String, Long> bytes = new TreeMap<>();
        for (Measurement one : measured.all()) {
            if (one.terms().isPresent()) {
                int dimension = one.parameter("dimension");
                Terms terms = one.terms().get();
                bytes.computeIfAbsent(key(dimension, terms), key -> UploadSize.of(dimension, terms));
            }
        }
        return new Uploads(bytes);
    }

    Optional<Long> bytes(int dimension, Terms terms) {
        return Optional.ofNullable(bytes.get(key(dimension, terms)));
    }

    private static String key(int dimension, Terms terms) {
        return terms == Terms.ONE_PRIME ? String.valueOf(dimension) : dimension + ", " + terms.label();
    }
}
