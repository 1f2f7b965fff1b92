package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.List;

/**
 * A TPM 2.0's word for a key (TPM2_Certify). That the attestation key lives in the TPM with that endorsement key is not in it: credential activation shows that, see {@link
 * dev.tutti.attestation.tpm.TpmCredentialChallenge}.
 *
 * @param endorsementChain X.509, DER, the endorsement key's certificate first; the last one's key, or the key that signed it, is trusted
 * @param attestationKey TPMT_PUBLIC of the restricted key
 * @param signingKey TPMT_PUBLIC of the key that signs statements
 * @param attest TPMS_ATTEST over the challenge
 * @param signature TPMT_SIGNATURE of the attestation key over it
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record TpmEvidence(
        List<byte[]> endorsementChain, byte[] attestationKey, byte[] signingKey, byte[] attest, byte[] signature)
        implements Evidence {
    public TpmEvidence {
        endorsementChain = endorsementChain.stream().map(byte[]::clone).toList();
        attestationKey = attestationKey.clone();
        signingKey = signingKey.clone();
        attest = attest.clone();
        signature = signature.clone();
    }

    /** Copies. */
    @Override
    public List<byte[]> endorsementChain() {
        return endorsementChain.stream().map(byte[]::clone).toList();
    }

    /** A copy. */
    @Override
    public byte[] attestationKey() {
        return attestationKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] signingKey() {
        return signingKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] attest() {
        return attest.clone();
    }

    /** A copy. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public Platform platform() {
        return Platform.TPM2;
    }

    @Override
    public void writeFields(CanonicalWriter out) {
        EvidenceCodec.writeChain(out, endorsementChain);
        out.bytes(attestationKey);
        out.bytes(signingKey);
        out.bytes(attest);
        out.bytes(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TpmEvidence that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "TpmEvidence[" + digest() + "]";
    }
}
