package dev.tutti.secagg.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.MalformedMessageException;

/** Negative vectors say which step fails; here the code says it first. */
final class Refusals {
    private Refusals() {}

    /** What happens to some bytes or numbers. */
    @FunctionalInterface
    interface Reading {
        /** Reads, and is refused. */
        Object read();
    }

    /** Marks a vector that no reader accepts. */
    static ObjectNode malformed(ObjectNode vector, Reading reading) {
        try {
            reading.read();
        } catch (MalformedMessageException | IllegalArgumentException e) {
            return vector.put("fails", "MALFORMED");
        }
        throw new AssertionError("expected to be refused: " + vector.get("name"));
    }
}
