package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.UploadSize;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an update weighs on the wire, by dimension.
 *
 * @param bytesByDimension chunks, sealed shares and signed header
 */
record Uploads(SortedMap<Integer, Long> bytesByDimension) {
    static Uploads of(List<Integer> dimensions) {
        SortedMap<Integer, Long> bytes = new TreeMap<>();
        dimensions.forEach(dimension -> bytes.put(dimension, UploadSize.of(dimension)));
        return new Uploads(bytes);
    }

    Optional<Long> bytes(int dimension) {
        return Optional.ofNullable(bytesByDimension.get(dimension));
    }
}
