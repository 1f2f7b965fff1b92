package dev.tutti.job.update;

import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.UpdateCheck;
import dev.tutti.secagg.update.UpdateFault;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds one header against its announcement and against the pieces that arrived before it. Stateless. */
final class HeaderCheck {
    private HeaderCheck() {}

    /** Either an update or a reason; and whether the device itself signed what was judged. */
    record Verdict(
            @Nullable VerifiedUpdate update, @Nullable RejectReason reason, String detail, boolean authentic) {
        /** Nobody is known to have signed this header. */
        static Verdict refused(RejectReason reason, String detail) {
            return new Verdict(null, reason, detail, false);
        }

        /** The device signed this header, and it does not hold. */
        static Verdict broken(RejectReason reason, String detail) {
            return new Verdict(null, reason, detail, true);
        }
    }

    static Verdict check(
            Announcement announcement,
            UploadEvidence header,
            @Nullable UploadProgress progress,
            CredentialTrust trust) {
        // 1. The bytes parse.
        SignedUpdate signed;
        try {
            signed = new SignedUpdate(
                    UpdateStatement.decode(Objects.requireNonNull(header.statement())),
                    Objects.requireNonNull(header.signature()),
                    SignedCredential.decode(Objects.requireNonNull(header.credential())));
        } catch (MalformedMessageException e) {
            return Verdict.refused(RejectReason.MALFORMED, String.valueOf(e.getMessage()));
        }
        UpdateStatement statement = signed.statement();
        // 2. The envelope's ids are those signed for.
        if (!statement.device().hex().equals(header.device())
                || !statement.upload().hex().equals(header.upload())) {
            return Verdict.refused(RejectReason.WRONG_DEVICE, "the envelope's ids differ from the signed ones");
        }
        // 3. Version, announcement, base, configuration, sizes, credential, signature.
        //    The credential must last until the members have voted: one that expires before would make them all refuse.
        Window window = announcement.window();
        long untilVoted = Math.max(header.logTime(), window.closesAtMillis()) + window.voteLimitMillis();
        Optional<UpdateFault> fault = UpdateCheck.check(announcement, signed, trust, untilVoted);
        if (fault.isPresent()) {
            return Verdict.refused(reason(fault.get()), "update check failed: " + fault.get());
        }
        // 4. Complete before the hard close. The sealer may close earlier, never later.
        if (header.logTime() > window.closesAtMillis()) {
            return Verdict.broken(
                    RejectReason.LATE,
                    "complete " + (header.logTime() - window.closesAtMillis()) + " ms after the close");
        }
        // 5. Every chunk arrived before the header and is the one signed for. Places and sizes were checked at the
        // door.
        if (progress == null) {
            return Verdict.broken(RejectReason.INCOMPLETE, "expected chunks and shares before the header, found none");
        }
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int members = announcement.committee().members();
        if (progress.chunks.size() != layout.chunks() || progress.shares.size() != members) {
            return Verdict.broken(
                    RejectReason.INCOMPLETE,
                    "expected " + layout.chunks() + " chunks and " + members + " shares, found "
                            + progress.chunks.size() + " and " + progress.shares.size());
        }
        for (int c = 0; c < layout.chunks(); c++) {
            byte[] digest = Objects.requireNonNull(progress.chunks.get(c)).digest;
            if (!Digest.of(digest).equals(statement.chunkDigests().get(c))) {
                return Verdict.broken(RejectReason.CHUNK_MISMATCH, "chunk " + c + " is not the one signed for");
            }
        }
        // 6. The sealed shares are those signed for, in their order.
        byte[] leaves = new byte[members * Digest.BYTES];
        List<Digest> leafHashes = new ArrayList<>(members);
        for (int m = 1; m <= members; m++) {
            byte[] leaf = Objects.requireNonNull(progress.shares.get(m)).digest;
            leafHashes.add(Digest.of(leaf));
            System.arraycopy(leaf, 0, leaves, (m - 1) * Digest.BYTES, Digest.BYTES);
        }
        if (!MerkleTree.ofLeafHashes(leafHashes).root().equals(statement.shareRoot())) {
            return Verdict.broken(RejectReason.SHARE_MISMATCH, "the sealed shares are not those signed for");
        }
        return new Verdict(
                new VerifiedUpdate(
                        header.cohort(),
                        HexFormat.of().formatHex(statement.device().bytes()),
                        header.upload(),
                        statement.base().version(),
                        Objects.requireNonNull(header.statement()),
                        Objects.requireNonNull(header.signature()),
                        Objects.requireNonNull(header.credential()),
                        leaves,
                        header.logTime()),
                null,
                "",
                true);
    }

    private static RejectReason reason(UpdateFault fault) {
        return switch (fault) {
            case UNSUPPORTED_VERSION -> RejectReason.UNSUPPORTED_VERSION;
            case WRONG_ANNOUNCEMENT -> RejectReason.UNKNOWN_ANNOUNCEMENT;
            case WRONG_BASE -> RejectReason.WRONG_BASE;
            case WRONG_CONFIGURATION -> RejectReason.WRONG_CONFIGURATION;
            case WRONG_SIZE -> RejectReason.WRONG_SIZE;
            case WRONG_DEVICE -> RejectReason.WRONG_DEVICE;
            case BAD_CREDENTIAL -> RejectReason.BAD_CREDENTIAL;
            case CREDENTIAL_EXPIRED -> RejectReason.CREDENTIAL_EXPIRED;
            case CREDENTIAL_REVOKED -> RejectReason.CREDENTIAL_REVOKED;
            case CREDENTIAL_ELSEWHERE -> RejectReason.CREDENTIAL_ELSEWHERE;
            case CREDENTIAL_UNTRUSTED -> RejectReason.CREDENTIAL_UNTRUSTED;
            case BAD_SIGNATURE -> RejectReason.BAD_SIGNATURE;
        };
    }
}
