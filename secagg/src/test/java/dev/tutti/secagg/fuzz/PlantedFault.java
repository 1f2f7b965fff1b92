package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import java.util.List;

/**
 * Decoders with the three kinds of fault that the search is for, so that every run shows first that it finds them: one
 * throws something else for one number in four billion, one takes two encodings for one value, one believes a length.
 */
final class PlantedFault {
    private static final String LABEL = "planted/v1";
    private static final List<byte[]> SEEDS =
            List.of(new CanonicalWriter(LABEL).int32(0).toBytes());

    /** Each fault. */
    static final List<FuzzTarget> ALL = List.of(
            new FuzzTarget("planted-throwing", 64, () -> SEEDS, PlantedFault::throwing),
            new FuzzTarget("planted-lenient", 64, () -> SEEDS, PlantedFault::lenient),
            new FuzzTarget("planted-greedy", 64, () -> SEEDS, PlantedFault::greedy));

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
}
