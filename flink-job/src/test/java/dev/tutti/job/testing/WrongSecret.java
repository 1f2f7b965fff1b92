package dev.tutti.job.testing;

import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An update whose device shares, consistently, another secret than it masked with: no member can complain. */
public final class WrongSecret {
    private WrongSecret() {}

    /** The update with shares of a secret whose every coefficient is {@code coefficient}, and all that belongs to them. */
    public static MaskedUpdate instead(
            MaskedUpdate update, Announcement announcement, TestDevice device, int coefficient, SecureRandom random) {
        UpdateStatement honest = update.signed().statement();
        int[] secret = new int[announcement.ring().degree()];
        Arrays.fill(secret, coefficient);
        try (SecretSharing sharing = SecretSharing.of(secret, announcement.committee(), random)) {
            List<byte[]> sealed = new ArrayList<>();
            for (Seat seat : announcement.seats()) {
                ShareBinding binding = new ShareBinding(
                        announcement.digest(),
                        announcement.round(),
                        honest.device(),
                        seat.memberIndex(),
                        honest.ciphertextDigest());
                sealed.add(ShareSealer.seal(
                        seat.checkIn().statement().sealingKey(),
                        binding,
                        ShareBytes.write(sharing.sharesOf(seat.memberIndex())),
                        random));
            }
            var root = MerkleTree.of(sealed).root();
            UpdateStatement lying = new UpdateStatement(
                    honest.protocolVersion(),
                    honest.announcement(),
                    honest.device(),
                    honest.upload(),
                    honest.base(),
                    honest.credentialHash(),
                    honest.scheme(),
                    honest.chunkDigests(),
                    honest.ciphertextDigest(),
                    root,
                    sharing.degreeProof(DegreeProof.challenge(
                            announcement.digest(),
                            honest.device(),
                            honest.ciphertextDigest(),
                            root,
                            announcement.blocks())),
                    honest.encoding(),
                    honest.privacy());
            return new MaskedUpdate(
                    new SignedUpdate(
                            lying, device.sign(lying.encode()), update.signed().credential()),
                    update.chunks(),
                    sealed);
        }
    }
}
