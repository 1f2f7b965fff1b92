package dev.tutti.attestation.software;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.Pkcs11Evidence;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.SoftwareEvidence;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyLevel;
import java.util.List;
import java.util.Optional;

/**
 * Accepts a bare key where the policy says so by name. 1. The policy vouches for it, or concedes it. 2. It is a key. 3.
 * Its level is enough. That the device holds the private half, its signature over the request to enrol must show.
 */
public final class SoftwareVerifier {
    private static final List<Check<byte[]>> KEY = List.of(new P256Point());

    /** Judges a key in memory. */
    public Attestation verify(SoftwareEvidence evidence, Circumstances circumstances) {
        return circumstances.policy().concedes(Concession.SOFTWARE_KEYS)
                ? judged(evidence.publicKey(), KeyLevel.SOFTWARE, circumstances)
                : new Refused(RefusalReason.SOFTWARE_KEY, "public key");
    }

    /** Judges a token: as hardware if somebody has seen it, as software if not. */
    public Attestation verify(Pkcs11Evidence evidence, Circumstances circumstances) {
        byte[] publicKey = evidence.publicKey();
        if (circumstances.policy().isEnrolledToken(Digest.sha256(publicKey))) {
            return judged(publicKey, KeyLevel.TRUSTED_ENVIRONMENT, circumstances);
        }
        return circumstances.policy().concedes(Concession.PLAIN_TOKENS)
                ? judged(publicKey, KeyLevel.SOFTWARE, circumstances)
                : new Refused(RefusalReason.SOFTWARE_KEY, "public key");
    }

    private static Attestation judged(byte[] publicKey, KeyLevel level, Circumstances circumstances) {
        Optional<Refused> refused = Checklist.COMPLETE.examine(KEY, publicKey, circumstances);
        if (refused.isPresent()) {
            return refused.get();
        }
        return level.compareTo(circumstances.policy().minimumLevel()) < 0
                ? new Refused(RefusalReason.LEVEL_TOO_LOW, "public key")
                : new Verified(publicKey, circumstances.platform(), level);
    }
}
