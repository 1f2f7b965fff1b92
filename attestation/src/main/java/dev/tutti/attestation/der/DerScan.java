package dev.tutti.attestation.der;

import org.bouncycastle.asn1.BERTags;

/**
 * Walks over tags and lengths without making anything of them. What it passes has one value from first byte to last,
 * definite lengths in their shortest form (X.690, 10.1), and nests no deeper than {@value #MAX_DEPTH}: a parser that
 * recurses cannot be led further than that.
 */
public final class DerScan {
    /** Deepest nesting. Certificates and key descriptions need nine or less. */
    public static final int MAX_DEPTH = 24;

    private static final int LONG_TAG = 0x1f;

    private final byte[] bytes;
    private final boolean canonicalValues;
    private int at;

    private DerScan(byte[] bytes, boolean canonicalValues) {
        this.bytes = bytes;
        this.canonicalValues = canonicalValues;
    }

    /** Whether the bytes are one value in bounds. */
    public static boolean isBounded(byte[] bytes) {
        return new DerScan(bytes, false).isOneValue();
    }

    /**
     * Whether besides every boolean, integer, enumerated and null in it has its one form: FF or 00 (X.690, 11.1), fewest
     * bytes (8.3.2), none (8.8.2). A parser that takes 01 for true reads other things than the one who signed.
     */
    public static boolean isCanonical(byte[] bytes) {
        return new DerScan(bytes, true).isOneValue();
    }

    /**
     * The first element within the first value, header and all: what a certificate's signature covers.
     *
     * @param bytes bounded
     */
    public static byte[] firstElement(byte[] bytes) {
        DerScan scan = new DerScan(bytes, false);
        scan.tag();
        scan.length();
        int from = scan.at;
        scan.tag();
        int length = scan.length();
        return java.util.Arrays.copyOfRange(bytes, from, scan.at + Math.max(length, 0));
    }

    private boolean isOneValue() {
        return value(bytes.length, 0) && at == bytes.length;
    }

    private boolean value(int end, int depth) {
        if (depth > MAX_DEPTH || at >= end) {
            return false;
        }
        boolean constructed = (bytes[at] & BERTags.CONSTRUCTED) != 0;
        boolean universal = (bytes[at] & BERTags.PRIVATE) == 0;
        int tag = tag();
        if (tag < 0) {
            return false;
        }
        int length = length();
        if (length < 0 || length > end - at) {
            return false;
        }
        int ends = at + length;
        if (constructed) {
            while (at < ends) {
                if (!value(ends, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        boolean holds = !canonicalValues || !universal || isCanonicalValue(tag, length);
        at = ends;
        return holds;
    }

    private boolean isCanonicalValue(int tag, int length) {
        return switch (tag) {
            case BERTags.BOOLEAN -> length == 1 && (bytes[at] == 0 || bytes[at] == (byte) 0xff);
            case BERTags.INTEGER, BERTags.ENUMERATED ->
                length == 1
                        || length > 1
                                && !(bytes[at] == 0 && bytes[at + 1] >= 0 || bytes[at] == -1 && bytes[at + 1] < 0);
            case BERTags.NULL -> length == 0;
            default -> true;
        };
    }

    /** The tag's number, or -1. */
    private int tag() {
        if (at >= bytes.length) {
            return -1;
        }
        int tag = bytes[at++] & LONG_TAG;
        if (tag != LONG_TAG) {
            return tag;
        }
        tag = 0;
        for (int i = 0; i < 3 && at < bytes.length; i++) {
            int next = bytes[at++] & 0xff;
            tag = tag << 7 | next & 0x7f;
            if (tag == 0) {
                return -1;
            }
            if (next < 0x80) {
                return tag < LONG_TAG ? -1 : tag;
            }
        }
        return -1;
    }

    /** The length, or -1. */
    private int length() {
        if (at >= bytes.length) {
            return -1;
        }
        int first = bytes[at++] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3 || count > bytes.length - at) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[at++] & 0xff;
        }
        boolean shortest = length >= 0x80 && length >> (8 * (count - 1)) != 0;
        return shortest ? length : -1;
    }
}
