package dev.tutti.attestation.android;

import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.x509.CertificateChain;
import dev.tutti.secagg.statement.Platform;
import java.util.List;

/** This package's parsers, for the search. */
public final class AndroidParsers {
    private static final List<Check<KeyDescription>> READERS =
            List.of(new MinimumLevel(), new PatchLevel(), new AllowedPackage(), new AllowedSigner());
    private static final Circumstances CIRCUMSTANCES = new Circumstances(
            Platform.ANDROID, new byte[32], TestDevice.policy().build(), TestDevice.NOW);

    private AndroidParsers() {}

    /** Whether it is a key description. */
    public static boolean keyDescription(byte[] bytes) {
        if (new CanonicalDescription().examine(bytes, CIRCUMSTANCES).isPresent()) {
            return false;
        }
        try {
            KeyDescription key = KeyDescription.parse(bytes);
            READERS.forEach(check -> check.examine(key, CIRCUMSTANCES));
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** Whether it is a certificate. */
    public static boolean certificate(byte[] bytes) {
        try {
            CertificateChain.parse(List.of(bytes));
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** A good one of each. */
    public static List<byte[]> keyDescriptions() {
        return List.of(new TestDescription().encode());
    }

    /** A good chain. */
    public static List<byte[]> certificates() {
        return TestDevice.evidence(new TestDescription()).chain();
    }
}
