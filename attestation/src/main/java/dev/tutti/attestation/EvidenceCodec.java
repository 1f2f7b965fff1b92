package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.Platform;
import java.util.List;

/** The one encoding of evidence. */
final class EvidenceCodec {
    static final String LABEL = "tutti/evidence/v1";

    private EvidenceCodec() {}

    static byte[] encode(Evidence evidence) {
        CanonicalWriter out = new CanonicalWriter(LABEL).coded(evidence.platform());
        evidence.writeFields(out);
        return out.toBytes();
    }

    static Evidence read(CanonicalReader in) {
        return switch (in.coded(Platform.values())) {
            case ANDROID -> new AndroidEvidence(chain(in));
            case APPLE ->
                new AppleEvidence(
                        in.bytes(EvidenceBounds.KEY_ID_BYTES), in.bytes(EvidenceBounds.ATTESTATION_OBJECT_BYTES));
            case TPM2 ->
                new TpmEvidence(chain(in), tpmStructure(in), tpmStructure(in), tpmStructure(in), tpmStructure(in));
            case PKCS11 -> new Pkcs11Evidence(in.bytes(EvidenceBounds.PUBLIC_KEY_BYTES));
            case SOFTWARE_DEVELOPMENT -> new SoftwareEvidence(in.bytes(EvidenceBounds.PUBLIC_KEY_BYTES));
        };
    }

    static void writeChain(CanonicalWriter out, List<byte[]> chain) {
        out.list(chain, (der, each) -> each.bytes(der));
    }

    private static List<byte[]> chain(CanonicalReader in) {
        List<byte[]> chain = in.list(EvidenceBounds.CHAIN_LENGTH, each -> each.bytes(EvidenceBounds.CERTIFICATE_BYTES));
        if (chain.stream().mapToInt(der -> der.length).sum() > EvidenceBounds.CHAIN_BYTES) {
            throw new MalformedMessageException("expected at most " + EvidenceBounds.CHAIN_BYTES + " bytes of chain");
        }
        return chain;
    }

    private static byte[] tpmStructure(CanonicalReader in) {
        return in.bytes(EvidenceBounds.TPM_STRUCTURE_BYTES);
    }
}
