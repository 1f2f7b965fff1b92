package dev.tutti.job.round;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which votes make a certificate: as many as the quorum asks for, those with the fewest complaints. A member may complain
 * of everybody, and a certificate with several such lists would fit no record; whoever is blamed is counted from all votes,
 * so nothing is lost with them.
 */
final class CertifyingVotes {
    /** Bytes of a certificate and of the request around it besides its votes, at most. */
    private static final int FRAME_BYTES = 1024;

    private CertifyingVotes() {}

    /**
     * Chooses.
     *
     * @param votes valid votes by seat, at least so many
     * @param quorum how many to choose
     */
    static Map<Integer, SignedBytes> choose(Map<Integer, SignedBytes> votes, int quorum) {
        Map<Integer, SignedBytes> chosen = new TreeMap<>();
        votes.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Integer, SignedBytes>>comparingInt(vote -> bytes(vote.getValue()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(quorum)
                .forEach(vote -> chosen.put(vote.getKey(), vote.getValue()));
        return chosen;
    }

    /** Bytes of an unmask request with a certificate of these votes, at most. */
    static long requestBytes(Map<Integer, SignedBytes> votes) {
        return FRAME_BYTES
                + votes.values().stream().mapToLong(CertifyingVotes::bytes).sum();
    }

    private static int bytes(SignedBytes vote) {
        return vote.statement.length + vote.signature.length;
    }
}
