package dev.tutti.job.announcement;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.StatementSignature;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Holds a check-in against its credential. Devices check it again when they see it in an announcement. */
final class CheckInCheck {
    private CheckInCheck() {}

    /**
     * The signed check-in, when it is well formed, fresh, for this task's population, with a key that its rounds are
     * sealed to, and truly its device's.
     */
    static Optional<SignedCheckIn> check(CheckIn record, TaskConfig task, CredentialTrust trust, long nowMillis) {
        try {
            SignedCheckIn signed = new SignedCheckIn(
                    CheckInStatement.decode(bytes(record.getStatement())),
                    bytes(record.getSignature()),
                    SignedCredential.decode(bytes(record.getCredential())));
            boolean good = signed.statement().population().equals(task.population())
                    && signed.statement().expiresAtMillis() > nowMillis
                    && signed.statement().sealing() == task.shape().shareSealing()
                    && signed.statement()
                            .device()
                            .equals(signed.credential().credential().device())
                    && signed.statement()
                            .credentialHash()
                            .equals(signed.credential().credential().digest())
                    && trust.check(signed.credential(), task.population(), nowMillis)
                            .isEmpty()
                    && StatementSignature.verify(
                            signed.credential().credential(), signed.statement().encode(), signed.signature());
            return good ? Optional.of(signed) : Optional.empty();
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
