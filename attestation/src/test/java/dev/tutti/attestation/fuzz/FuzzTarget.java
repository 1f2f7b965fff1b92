package dev.tutti.attestation.fuzz;

import dev.tutti.attestation.Evidence;
import dev.tutti.attestation.SoftwareEvidence;
import dev.tutti.attestation.android.AndroidParsers;
import dev.tutti.attestation.apple.AppleParsers;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.attestation.tpm.TpmParsers;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** One parser to throw bytes at: it reads or refuses, and does nothing else. */
enum FuzzTarget {
    EVIDENCE(FuzzTarget::evidence, () -> List.of(new SoftwareEvidence(new byte[65]).encode())),
    CERTIFICATE(AndroidParsers::certificate, AndroidParsers::certificates),
    KEY_DESCRIPTION(AndroidParsers::keyDescription, AndroidParsers::keyDescriptions),
    REVOCATION_LIST(
            FuzzTarget::revocationList,
            () -> List.of("{\"entries\":{\"66\":{\"status\":\"REVOKED\"}}}".getBytes(StandardCharsets.UTF_8))),
    ATTESTATION_OBJECT(AppleParsers::attestationObject, AppleParsers::attestationObjects),
    ASSERTION(AppleParsers::assertion, AppleParsers::assertions),
    TPM_STRUCTURE(TpmParsers::structure, TpmParsers::structures);

    private final Parser parser;
    private final Supplier<List<byte[]>> seeds;

    FuzzTarget(Parser parser, Supplier<List<byte[]>> seeds) {
        this.parser = parser;
        this.seeds = seeds;
    }

    private interface Parser {
        boolean reads(byte[] bytes);
    }

    /** Whether the bytes are read; throws if the parser does what it must not. */
    boolean run(byte[] bytes) {
        return parser.reads(bytes);
    }

    /** Good bytes to begin with. */
    List<byte[]> seeds() {
        return seeds.get();
    }

    private static boolean evidence(byte[] bytes) {
        try {
            if (!Arrays.equals(Evidence.decode(bytes).encode(), bytes)) {
                throw new AssertionError("expected what was decoded to be encoded to the same bytes");
            }
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private static boolean revocationList(byte[] bytes) {
        try {
            RevocationList.parse(bytes, 0);
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }
}
