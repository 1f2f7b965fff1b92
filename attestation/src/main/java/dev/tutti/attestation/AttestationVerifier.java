package dev.tutti.attestation;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.android.AndroidVerifier;
import dev.tutti.attestation.apple.AppleVerifier;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.software.SoftwareVerifier;
import dev.tutti.attestation.tpm.TpmVerifier;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Platform;
import java.util.List;

/**
 * Says whether evidence shows that a key lives where the policy wants keys to live. Whatever the evidence, one result
 * comes of it and no exception. Holds no state; safe for use by several threads.
 *
 * <p>It does not see whether a challenge was used before, nor does it fetch revocation lists: those are the caller's.
 */
public final class AttestationVerifier {
    private final AndroidVerifier android = new AndroidVerifier();
    private final AppleVerifier apple = new AppleVerifier();
    private final TpmVerifier tpm = new TpmVerifier();
    private final SoftwareVerifier software = new SoftwareVerifier();

    /**
     * Judges evidence.
     *
     * @param challenge what it must be made for, 32 bytes (see {@link Challenge})
     * @param nowMillis milliseconds since the epoch
     * @throws IllegalArgumentException if the challenge has another length
     */
    public Attestation verify(Evidence evidence, byte[] challenge, AttestationPolicy policy, long nowMillis) {
        return verifyAgain(evidence, challenge, policy, nowMillis, nowMillis);
    }

    /**
     * Judges evidence that was verified before: as of then, but for what its makers have withdrawn since.
     *
     * @param thenMillis when it was verified, milliseconds since the epoch
     * @param nowMillis by the caller's clock; revocation lists must be of this time
     */
    public Attestation verifyAgain(
            Evidence evidence, byte[] challenge, AttestationPolicy policy, long thenMillis, long nowMillis) {
        Circumstances circumstances = new Circumstances(
                evidence.platform(),
                Expect.copyOfLength("challenge", challenge, Challenge.BYTES),
                policy,
                Expect.inRange("thenMillis", thenMillis, 0, Long.MAX_VALUE),
                Expect.inRange("nowMillis", nowMillis, 0, Long.MAX_VALUE));
        if (!policy.allows(evidence.platform())) {
            return new Refused(RefusalReason.PLATFORM_NOT_ALLOWED, "evidence");
        }
        if (evidence instanceof SoftwareEvidence key) {
            return software.verify(key, circumstances);
        }
        if (evidence instanceof Pkcs11Evidence token) {
            return software.verify(token, circumstances);
        }
        if (evidence instanceof AndroidEvidence chain) {
            return android.verify(chain, circumstances);
        }
        if (evidence instanceof AppleEvidence attestation) {
            return apple.verify(attestation, circumstances);
        }
        return tpm.verify((TpmEvidence) evidence, circumstances);
    }

    /**
     * Judges a TPM's endorsement certificate by itself, before there is evidence: a challenge is made only for a TPM that
     * may be enrolled.
     *
     * @param chain X.509, DER, the endorsement key's certificate first
     * @param nowMillis milliseconds since the epoch
     */
    public Endorsement verifyEndorsement(List<byte[]> chain, AttestationPolicy policy, long nowMillis) {
        return policy.allows(Platform.TPM2)
                ? tpm.verifyEndorsement(
                        chain, new Circumstances(Platform.TPM2, new byte[Challenge.BYTES], policy, nowMillis))
                : new Endorsement.Refused(new Refused(RefusalReason.PLATFORM_NOT_ALLOWED, "evidence"));
    }
}
