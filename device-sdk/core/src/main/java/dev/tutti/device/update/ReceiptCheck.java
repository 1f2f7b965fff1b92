package dev.tutti.device.update;

import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.update.MemberSignature;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a receipt that says ACCEPTED: "my update was counted, once". Passing proves that this very update is in the
 * cohort whose root at least r members signed when they opened it; fewer than r cannot open anything.
 */
public final class ReceiptCheck {
    private ReceiptCheck() {}

    /** Why an acceptance proves nothing. */
    public enum Fault {
        /** A field is missing or has the wrong size. */
        MALFORMED,
        /** It speaks of another update statement. */
        OTHER_UPDATE,
        /** The update is not under the cohort root it names. */
        NOT_INCLUDED,
        /** Fewer members than can open a cohort signed that root with their announced keys. */
        TOO_FEW_SIGNATURES
    }

    /** The first step at which {@code receipt} fails to prove that {@code update} was counted, or empty. */
    public static Optional<Fault> check(FinishedUpdate update, Receipt receipt) {
        Optional<Digest> header = Fields.digest(receipt.getHeaderDigest());
        Optional<Digest> root = Fields.digest(receipt.getCohortRoot());
        List<Optional<Digest>> siblings =
                receipt.getSiblings().stream().map(Fields::digest).toList();
        if (header.isEmpty() || root.isEmpty() || siblings.stream().anyMatch(Optional::isEmpty)) {
            return Optional.of(Fault.MALFORMED);
        }
        // 1. It is about the statement that was stored, not about what the receipt says of it.
        UpdateStatement statement = update.signed().statement();
        if (!header.get().equals(statement.digest())) {
            return Optional.of(Fault.OTHER_UPDATE);
        }
        // 2. Inclusion under the root.
        boolean included = Cohort.verifyInclusion(
                root.get(),
                receipt.getCohortSize(),
                receipt.getLeafIndex(),
                new Contributor(statement.device(), statement.digest()),
                siblings.stream().map(Optional::orElseThrow).toList());
        if (!included) {
            return Optional.of(Fault.NOT_INCLUDED);
        }
        // 3. Members with announced voting keys signed that they opened this root.
        return signatures(update.announcement(), statement.announcement(), root.get(), receipt.getMemberSignatures())
                        < update.announcement().committee().recoveryThreshold()
                ? Optional.of(Fault.TOO_FEW_SIGNATURES)
                : Optional.empty();
    }

    private static int signatures(
            Announcement terms, Digest announcement, Digest root, List<MemberSignature> signatures) {
        Set<Integer> members = new HashSet<>();
        for (MemberSignature signature : signatures) {
            int member = signature.getMemberIndex();
            Optional<Digest> sums = Fields.digest(signature.getSumsDigest());
            if (member >= 1
                    && member <= terms.seats().size()
                    && sums.isPresent()
                    && SignedReply.verifyDigest(
                            announcement,
                            root,
                            member,
                            sums.get(),
                            Fields.bytes(signature.getSignature()),
                            terms.seat(member).checkIn().statement().votingKey())) {
                members.add(member);
            }
        }
        return members.size();
    }
}
