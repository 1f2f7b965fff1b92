package dev.tutti.secagg.codec;

/** An enum constant with a number on the wire that never changes, whatever the order or names in the source. */
public interface Coded {
    /** The number on the wire, 1…255. */
    int code();
}
