package dev.tutti.job.update;

import java.util.HashMap;
import java.util.Map;

/** What has arrived of one upload before its header. Plain, so that Flink stores it without Kryo. */
public final class UploadProgress {
    public String device = "";
    /** Announcement hash (hex) the pieces named. */
    public String cohort = "";
    /** Upload id (hex) of the pieces. */
    public String upload = "";
    /** Place in the line of its door: lower began earlier. */
    public long place;
    /** Log time after which its cohort takes nothing more, milliseconds. */
    public long closesAt;
    /** What it costs its door so far, bytes. */
    public long cost;
    /** Chunk index → digest. */
    public Map<Integer, Piece> chunks = new HashMap<>();
    /** Member → leaf hash of its sealed share. */
    public Map<Integer, Piece> shares = new HashMap<>();

    /** One arrived piece. */
    public static final class Piece {
        /** SHA-256 (chunk) or Merkle leaf hash (share). */
        public byte[] digest = new byte[0];

        public Piece() {}

        Piece(byte[] digest) {
            this.digest = digest;
        }
    }

    Map<Integer, Piece> pieces(UploadEvidence.Kind kind) {
        return kind == UploadEvidence.Kind.CHUNK ? chunks : shares;
    }
}
