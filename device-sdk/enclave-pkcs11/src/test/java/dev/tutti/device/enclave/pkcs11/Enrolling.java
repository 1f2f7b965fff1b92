package dev.tutti.device.enclave.pkcs11;

import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Stands for an enrolment service that knows these tokens. */
final class Enrolling {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    static final CredentialIssuer ISSUER = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));

    static final String POPULATION = "fitness/test";

    static final CredentialSource<Pkcs11Evidence> SERVICE = (key, evidence) -> {
        long now = CLOCK.millis();
        return ISSUER.issue(new KeyCredential(
                DeviceId.ofPublicKey(key.publicKey()),
                POPULATION,
                key.publicKey(),
                Platform.PKCS11,
                KeyLevel.TRUSTED_ENVIRONMENT,
                now,
                now + 86_400_000,
                Digest.sha256(evidence.certificate()),
                1));
    };

    private Enrolling() {}
}
