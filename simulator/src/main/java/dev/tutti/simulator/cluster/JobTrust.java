package dev.tutti.simulator.cluster;

import dev.tutti.job.config.Revocations;
import dev.tutti.job.config.Sortition;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.statement.Platform;
import java.util.HexFormat;

/**
 * Whom a job believes.
 *
 * @param issuer public key (hex, Ed25519) of the enrolment service
 * @param platform where the fleet's keys live, as the job's list of platforms names it; others are not accepted
 * @param revocations where the list of revoked devices lies
 * @param sortition how committees come about
 */
public record JobTrust(String issuer, String platform, Revocations revocations, Sortition sortition) {
    /** Software keys, nobody revoked, committees that the operator chooses. Protects nobody. */
    public static JobTrust forDevelopment(CredentialIssuer issuer) {
        return of(
                issuer,
                Platform.SOFTWARE_DEVELOPMENT.name(),
                Revocations.NONE_FOR_DEVELOPMENT,
                Sortition.CHOSEN_BY_OPERATOR);
    }

    /** Trust in an enrolment service. */
    public static JobTrust of(CredentialIssuer issuer, String platform, Revocations revocations, Sortition sortition) {
        return new JobTrust(HexFormat.of().formatHex(issuer.publicKey()), platform, revocations, sortition);
    }
}
