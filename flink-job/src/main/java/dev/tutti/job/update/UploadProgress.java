package dev.tutti.job.update;

import java.util.HashMap;
import java.util.Map;

/** What has arrived of one upload before its header. Plain, so that Flink stores it without Kryo. */
public final class UploadProgress {
    /** Announcement hash (hex) the pieces named. */
    public String cohort = "";
    /** Upload id (hex) of the pieces. */
    public String upload = "";
    /** Log time of the first piece, milliseconds. */
    public long firstSeen;
    /** Chunk index → digest, slice and size. */
    public Map<Integer, Piece> chunks = new HashMap<>();
    /** Member → leaf hash and size of its sealed share. */
    public Map<Integer, Piece> shares = new HashMap<>();

    /** One arrived piece. */
    public static final class Piece {
        /** SHA-256 (chunk) or Merkle leaf hash (share). */
        public byte[] digest = new byte[0];
        /** Slice a chunk named; 0 for shares. */
        public int slice;
        /** Bytes. */
        public int size;

        public Piece() {}

        Piece(byte[] digest, int slice, int size) {
            this.digest = digest;
            this.slice = slice;
            this.size = size;
        }
    }
}
