package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.Platform;

/**
 * What a device shows about its signing key, as it came: nothing in it is believed before {@link AttestationVerifier} has
 * verified it. The records hold any bytes, so that what is wrong with them is a reason and no exception; only what keeps
 * to {@link EvidenceBounds} can be decoded again.
 */
public sealed interface Evidence permits AndroidEvidence, AppleEvidence, TpmEvidence, Pkcs11Evidence, SoftwareEvidence {
    /** Which kind of evidence it is. */
    Platform platform();

    /** The canonical bytes: a label, the platform's code, then the fields. */
    default byte[] encode() {
        return EvidenceCodec.encode(this);
    }

    /**
     * Reads canonical bytes.
     *
     * @throws MalformedMessageException if they are not, or exceed {@link EvidenceBounds}
     */
    static Evidence decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, EvidenceCodec.LABEL, EvidenceCodec::read);
    }

    /** SHA-256 of the canonical bytes: the evidence hash of the credential issued for it. */
    default Digest digest() {
        return Digest.sha256(encode());
    }

    /** Writes the fields, in the order of the record. */
    void writeFields(CanonicalWriter out);
}
