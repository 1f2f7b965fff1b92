package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the seats of an announcement hold distinct devices that offered those keys themselves. A device asks before it
 * masks, a member before it votes: an operator that could fill seats would open what it likes. That the members were
 * chosen fairly is not checked here (docs/protocol.md, "Choosing the committee").
 */
public final class CommitteeCheck {
    private CommitteeCheck() {}

    /** The first check that fails, or empty. */
    public static Optional<CommitteeFault> check(Announcement announcement, CredentialTrust trust, long nowMillis) {
        Set<Object> seen = new HashSet<>();
        for (Seat seat : announcement.seats()) {
            CheckInStatement statement = seat.checkIn().statement();
            // 1. no device, sealing key or voting key twice
            if (!seen.add(statement.device())
                    || !seen.add("sealing " + HexFormat.of().formatHex(statement.sealingKey()))
                    || !seen.add("voting " + HexFormat.of().formatHex(statement.votingKey()))) {
                return Optional.of(CommitteeFault.NOT_DISTINCT);
            }
            Optional<CommitteeFault> fault = checkSeat(announcement, seat.checkIn(), trust, nowMillis);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<CommitteeFault> checkSeat(
            Announcement announcement, SignedCheckIn checkIn, CredentialTrust trust, long nowMillis) {
        CheckInStatement statement = checkIn.statement();
        KeyCredential credential = checkIn.credential().credential();
        // 2. an offer of this device, to this population, that stood when the round opened
        if (!statement.population().equals(announcement.round().population())
                || !statement.device().equals(credential.device())
                || !statement.credentialHash().equals(credential.digest())
                || statement.expiresAtMillis() <= announcement.window().opensAtMillis()) {
            return Optional.of(CommitteeFault.WRONG_CHECK_IN);
        }
        // 3. by an enrolled key
        if (trust.check(checkIn.credential(), nowMillis).isPresent()) {
            return Optional.of(CommitteeFault.BAD_CREDENTIAL);
        }
        // 4. that signed it
        if (!EcdsaP256.verify(credential.publicKey(), statement.encode(), checkIn.signature())) {
            return Optional.of(CommitteeFault.BAD_SIGNATURE);
        }
        // 5. with a sealing key nobody else can open
        if (!ShareSealer.isUsable(statement.sealingKey())) {
            return Optional.of(CommitteeFault.BAD_KEY);
        }
        return Optional.empty();
    }
}
