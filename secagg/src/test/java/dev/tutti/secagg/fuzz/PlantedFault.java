package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import java.util.List;

/**
 * A decoder with faults of the three kinds that the search is for, so that every run shows first that it finds them: it
 * throws something else for one number in four billion, takes two encodings for one value, and believes a length.
 */
final class PlantedFault {
    private static final String LABEL = "planted/v1";

    private PlantedFault() {}

    /** Throws an exception of the wrong kind. */
    static boolean throwing(byte[] bytes) {
        return Statements.decode(
                        message -> CanonicalReader.decode(message, LABEL, in -> {
                            int number = in.int32();
                            if (number == 0x5eedbeef) {
                                throw new IllegalStateException("planted");
                            }
                            return number;
                        }),
                        bytes)
                .isPresent();
    }

    /** Reads a flag by its lowest bit. */
    static boolean lenient(byte[] bytes) {
        return Statements.decode(message -> CanonicalReader.decode(message, LABEL, in -> in.int32() & 1), bytes)
                .map(value -> {
                    Require.equal(
                            bytes, new CanonicalWriter(LABEL).int32(value).toBytes(), "what was read and written");
                    return true;
                })
                .orElse(false);
    }

    /** Allocates what it is told before it looks whether the bytes are there. */
    static boolean greedy(byte[] bytes) {
        return Statements.decode(
                        message -> CanonicalReader.decode(message, LABEL, in -> new byte[in.int32() & 0xffffff].length),
                        bytes)
                .isPresent();
    }

    static List<FuzzTarget> all() {
        List<byte[]> seeds = List.of(new CanonicalWriter(LABEL).int32(0).toBytes());
        return List.of(
                new FuzzTarget("planted-throwing", 64, () -> seeds, PlantedFault::throwing),
                new FuzzTarget("planted-lenient", 64, () -> seeds, PlantedFault::lenient),
                new FuzzTarget("planted-greedy", 64, () -> seeds, PlantedFault::greedy));
    }
}
