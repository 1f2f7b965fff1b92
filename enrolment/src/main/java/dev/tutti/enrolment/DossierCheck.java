package dev.tutti.enrolment;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the enrolment service had reason to issue a credential, decided again from the dossier under the checker's own
 * policy and roots: so a service in the operator's hands cannot fill a cohort with keys that no hardware keeps. Whoever
 * checks has checked the credential itself before ({@link dev.tutti.secagg.sign.CredentialTrust}).
 *
 * <p>What cannot be checked again is what the service saw and no bytes show:
 *
 * <ul>
 *   <li>that the nonce was fresh and accepted once: the service may have had the evidence made at another time than it
 *       dates the credential, as long as the certificates were valid at both;
 *   <li>for a TPM, that the attestation key lives in the TPM of the endorsement certificate. Only the service saw the
 *       activation; a secret that was told proves nothing to anybody else, since the service knows it too. A service in
 *       the operator's hands can put a key of its own beside anybody's genuine endorsement certificate, and this check
 *       passes. Who does not trust the service admits no TPMs ({@link AttestationPolicy#allows}).
 * </ul>
 */
public final class DossierCheck {
    private DossierCheck() {}

    /**
     * The first check that fails, or empty.
     *
     * @param signed a credential that is trusted as far as its signature goes
     * @param dossier what was given out as its dossier
     * @param policy the checker's own
     * @param nowMillis by the checker's clock: what was withdrawn by now counts, even if it was good when it was issued
     */
    public static Optional<DossierFault> check(
            SignedCredential signed, Dossier dossier, AttestationPolicy policy, long nowMillis) {
        return check(signed, dossier, policy, nowMillis, Set.of());
    }

    /** As above, blind to what is waived: only tests of attacks leave a check out. */
    static Optional<DossierFault> check(
            SignedCredential signed,
            Dossier dossier,
            AttestationPolicy policy,
            long nowMillis,
            Set<DossierFault> waived) {
        KeyCredential credential = signed.credential();
        // 1. the dossier that the issuer signed for, 2. of an enrolment in the population, 3. not long ago
        Findings findings = new Findings(waived);
        findings.expect(DossierFault.HASH_MISMATCH, dossier.digest().equals(credential.evidenceHash()));
        findings.expect(DossierFault.POPULATION_MISMATCH, dossier.population().equals(credential.population()));
        findings.expect(
                DossierFault.VALIDITY_TOO_LONG,
                credential.expiresAtMillis() - credential.issuedAtMillis() <= EnrolmentPolicy.MAX_VALIDITY.toMillis());
        if (findings.first.isPresent()) {
            return findings.first;
        }
        // 4. with evidence, made for it, that held then and is not withdrawn now
        Verdict verdict = new AttestingVerifier(policy)
                .verifyAgain(dossier.evidence(), dossier.challenge(), credential.issuedAtMillis(), nowMillis);
        if (verdict instanceof Verdict.Accepted accepted) {
            // 5. of the key, 6. where the credential says, 7. kept as well as it says
            findings.expect(DossierFault.KEY_MISMATCH, Arrays.equals(accepted.publicKey(), credential.publicKey()));
            findings.expect(DossierFault.PLATFORM_MISMATCH, accepted.platform() == credential.platform());
            findings.expect(DossierFault.LEVEL_OVERSTATED, accepted.level().compareTo(credential.level()) >= 0);
        } else {
            findings.expect(DossierFault.EVIDENCE_REFUSED, false);
        }
        return findings.first;
    }

    private static final class Findings {
        private final Set<DossierFault> waived;
        private Optional<DossierFault> first = Optional.empty();

        Findings(Set<DossierFault> waived) {
            this.waived = waived;
        }

        void expect(DossierFault fault, boolean holds) {
            if (!holds && first.isEmpty() && !waived.contains(fault)) {
                first = Optional.of(fault);
            }
        }
    }
}
