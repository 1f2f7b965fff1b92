package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.List;

/**
 * Android key attestation (source.android.com, Key and ID attestation).
 *
 * @param chain X.509, DER, the key's own certificate first and the root last
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record AndroidEvidence(List<byte[]> chain) implements Evidence {
    public AndroidEvidence {
        chain = chain.stream().map(byte[]::clone).toList();
    }

    /** Copies. */
    @Override
    public List<byte[]> chain() {
        return chain.stream().map(byte[]::clone).toList();
    }

    @Override
    public Platform platform() {
        return Platform.ANDROID;
    }

    @Override
    public void writeFields(CanonicalWriter out) {
        EvidenceCodec.writeChain(out, chain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AndroidEvidence that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "AndroidEvidence[" + digest() + "]";
    }
}
