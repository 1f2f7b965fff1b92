package dev.tutti.attestation.tpm;

import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.check.RefusedException;
import java.util.List;

/** This package's parsers, for the search. */
public final class TpmParsers {
    private TpmParsers() {}

    private interface Parser {
        Object parse(byte[] bytes) throws RefusedException;
    }

    /** Whether it is a key, an attestation or a signature. */
    public static boolean structure(byte[] bytes) {
        boolean any = false;
        for (Parser parser : List.<Parser>of(in -> TpmKey.parse(in, "key"), TpmAttest::parse, TpmSignature::parse)) {
            try {
                parser.parse(bytes);
                any = true;
            } catch (RefusedException e) {
                // Refused is as good as read.
            }
        }
        return any;
    }

    /** A good one of each. */
    public static List<byte[]> structures() {
        TpmEvidence evidence = new TestTpm().evidence();
        return List.of(evidence.attestationKey(), evidence.attest(), evidence.signature());
    }
}
