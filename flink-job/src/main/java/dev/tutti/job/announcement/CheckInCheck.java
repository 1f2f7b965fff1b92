package dev.tutti.job.announcement;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.StatementSignature;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a check-in against its credential. Devices check it again when they see it in an announcement. */
final class CheckInCheck {
    /** Longest that an offer may stand: a day, as devices offer at the most, and an hour for clocks that differ. */
    static final Duration LONGEST = Duration.ofHours(25);

    private CheckInCheck() {}

    /** Either an offer or why it is none. */
    record Verdict(@Nullable SignedCheckIn offer, @Nullable CheckInFault fault) {
        private static Verdict refused(CheckInFault fault) {
            return new Verdict(null, fault);
        }
    }

    /**
     * The signed check-in, when it is well formed, fresh, for this task's population, with a key that its rounds are
     * sealed to, and truly its device's; otherwise the first fault.
     */
    static Verdict check(CheckIn record, TaskConfig task, CredentialTrust trust, long nowMillis) {
        SignedCheckIn signed;
        try {
            signed = new SignedCheckIn(
                    CheckInStatement.decode(bytes(record.getStatement())),
                    bytes(record.getSignature()),
                    SignedCredential.decode(bytes(record.getCredential())));
        } catch (MalformedMessageException e) {
            return Verdict.refused(CheckInFault.MALFORMED);
        }
        CheckInStatement statement = signed.statement();
        KeyCredential credential = signed.credential().credential();
        if (!statement.population().equals(task.population())) {
            return Verdict.refused(CheckInFault.WRONG_POPULATION);
        }
        if (statement.expiresAtMillis() <= nowMillis) {
            return Verdict.refused(CheckInFault.EXPIRED);
        }
        if (statement.expiresAtMillis() - nowMillis > LONGEST.toMillis()) {
            return Verdict.refused(CheckInFault.STANDS_TOO_LONG);
        }
        if (statement.sealing() != task.shape().shareSealing()) {
            return Verdict.refused(CheckInFault.WRONG_SEALING);
        }
        if (!statement.device().equals(credential.device())
                || !statement.credentialHash().equals(credential.digest())) {
            return Verdict.refused(CheckInFault.WRONG_DEVICE);
        }
        Optional<CredentialFault> fault = trust.check(signed.credential(), task.population(), nowMillis);
        if (fault.isPresent()) {
            return Verdict.refused(reason(fault.get()));
        }
        if (!StatementSignature.verify(credential, statement.encode(), signed.signature())) {
            return Verdict.refused(CheckInFault.BAD_SIGNATURE);
        }
        if (!ShareSealer.isUsable(statement.sealingKey())) {
            return Verdict.refused(CheckInFault.UNUSABLE_KEY);
        }
        return new Verdict(signed, null);
    }

    private static CheckInFault reason(CredentialFault fault) {
        return switch (fault) {
            case MALFORMED -> CheckInFault.BAD_CREDENTIAL;
            case UNTRUSTED, PLATFORM_REFUSED, LEVEL_TOO_LOW -> CheckInFault.CREDENTIAL_UNTRUSTED;
            case WRONG_POPULATION -> CheckInFault.CREDENTIAL_ELSEWHERE;
            case REVOKED -> CheckInFault.CREDENTIAL_REVOKED;
            case EXPIRED -> CheckInFault.CREDENTIAL_EXPIRED;
        };
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
