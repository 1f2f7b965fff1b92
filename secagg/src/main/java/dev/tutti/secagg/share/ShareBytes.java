package dev.tutti.secagg.share;

import static dev.tutti.secagg.statement.UpdateStatement.PROOF_POLYNOMIALS;

import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.ShareSealing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A member's shares as bytes to be sealed: B + 4 elements of F_p, four bytes big-endian each. */
public final class ShareBytes {
    private ShareBytes() {}

    /** Length for a secret of that many blocks. */
    public static int length(int blocks) {
        return (blocks + PROOF_POLYNOMIALS) * Integer.BYTES;
    }

    /**
     * What all sealed shares of one update take together, besides its masked vector.
     *
     * @param degree N
     */
    public static int sealedPerUpdate(CommitteeParameters committee, int degree, ShareSealing sealing) {
        return committee.members() * (length(degree / committee.secretsPerPolynomial()) + sealing.overheadBytes());
    }

    /** Writes shares. */
    public static byte[] write(int[] shares) {
        ByteBuffer out = ByteBuffer.allocate(shares.length * Integer.BYTES);
        out.asIntBuffer().put(shares);
        return out.array();
    }

    /** Reads shares; empty when there are not B + 4 of them or one is out of range. */
    public static Optional<int[]> read(byte[] bytes, int blocks) {
        if (bytes.length != length(blocks)) {
            return Optional.empty();
        }
        int[] shares = new int[blocks + PROOF_POLYNOMIALS];
        ByteBuffer.wrap(bytes).asIntBuffer().get(shares);
        return Arrays.stream(shares).allMatch(PrimeField::isElement) ? Optional.of(shares) : Optional.empty();
    }
}
