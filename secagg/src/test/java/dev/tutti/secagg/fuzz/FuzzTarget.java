package dev.tutti.secagg.fuzz;

import java.util.List;
import java.util.function.Supplier;

/**
 * One thing to throw bytes at.
 *
 * @param name also the name of its corpus file
 * @param inputs makes the {@link #seeds}
 * @param property throws if anything but what is promised comes of the bytes
 * @param maxBytes longest input worth trying
 */
record FuzzTarget(String name, int maxBytes, Supplier<List<byte[]>> inputs, Property property) {
    /** What must hold for any bytes. */
    @FunctionalInterface
    interface Property {
        /** Throws if it does not; says whether the bytes were accepted. */
        boolean acceptsOrRefuses(byte[] bytes);
    }

    /** Well-formed inputs to start from. */
    List<byte[]> seeds() {
        return inputs.get();
    }

    /** Whether the bytes are accepted; throws unless the rule is kept. */
    boolean run(byte[] bytes) {
        return property.acceptsOrRefuses(bytes);
    }

    @Override
    public String toString() {
        return name;
    }
}
