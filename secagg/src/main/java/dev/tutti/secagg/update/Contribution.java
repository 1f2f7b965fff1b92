package dev.tutti.secagg.update;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.params.ParameterCheck;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignatureScheme;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a device contributes: draws a fresh mask secret, masks, shares the secret among the committee, proves the shares'
 * degree and signs the whole (docs/protocol.md, "MaskedUpdate"). Everything secret is erased before it returns.
 *
 * <p>The caller's steps: it verified the operator's signature, its own floors and the committee; it never masked for this
 * announcement or this round before; and it wrote (annHash, upload id) ahead.
 */
public final class Contribution {
    private Contribution() {}

    /**
     * Masks one update for one announcement.
     *
     * @param base one of the announcement's base models
     * @param slots all slots of the encoded vector, each within {@link ParameterSets#deviceBound}; the caller's to erase
     * @param signer the enclave whose key the credential is for
     * @throws IllegalArgumentException if announcement, base, slots and signer do not go together, or the parameters
     *     protect nobody
     */
    public static MaskedUpdate prepare(
            Announcement announcement,
            SignedCredential credential,
            UploadId upload,
            BaseModel base,
            int[] slots,
            StatementSigner signer,
            SecureRandom random) {
        check(announcement, credential.credential(), base, slots, signer);
        int[] secret = new int[announcement.ring().degree()];
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            // 1. a fresh secret: under a used one, two ciphertexts would give their difference away
            sampler.fill(secret);
            // 2. the masked vector, and H(c) over it
            List<byte[]> chunks = ChunkMasking.mask(announcement, secret, slots, sampler);
            List<Digest> chunkDigests = chunks.stream().map(Digest::sha256).toList();
            Digest ciphertextDigest = UpdateStatement.ciphertextDigest(chunkDigests);
            try (SecretSharing sharing = SecretSharing.of(secret, announcement.committee(), random)) {
                // 3. one sealed share per member
                KeyCredential holder = credential.credential();
                List<byte[]> sealed = seal(announcement, holder, ciphertextDigest, sharing, random);
                Digest shareRoot = MerkleTree.of(sealed).root();
                // 4. the degree proof, whose challenge exists only now that the sealed shares are fixed
                int[][] proof = sharing.degreeProof(DegreeProof.challenge(
                        announcement.digest(), holder.device(), ciphertextDigest, shareRoot, announcement.blocks()));
                // 5. one signature over all of it
                UpdateStatement statement = new UpdateStatement(
                        announcement.protocolVersion(),
                        announcement.digest(),
                        holder.device(),
                        upload,
                        base,
                        holder.digest(),
                        SignatureScheme.of(holder.platform()),
                        chunkDigests,
                        ciphertextDigest,
                        shareRoot,
                        proof,
                        announcement.encoding(),
                        announcement.privacy());
                SignedUpdate signed = new SignedUpdate(statement, signer.sign(statement.encode()), credential);
                return new MaskedUpdate(signed, chunks, sealed);
            }
        } finally {
            Arrays.fill(secret, 0);
        }
    }

    private static void check(
            Announcement announcement, KeyCredential credential, BaseModel base, int[] slots, StatementSigner signer) {
        ParameterCheck.check(announcement).ifPresent(fault -> {
            throw new IllegalArgumentException("expected an announcement that protects, but found " + fault);
        });
        Expect.that(announcement.speaksThisProtocol(), "protocolVersion must be the one spoken here");
        Expect.that(announcement.bases().contains(base), "base must be one of the announcement's");
        Expect.that(
                Arrays.equals(credential.publicKey(), signer.publicKey()), "the signer's key must be the credential's");
        int expected =
                VectorLayout.of(announcement.encoding(), announcement.ring()).totalSlots();
        Expect.inRange("number of slots", slots.length, expected, expected);
        long bound = ParameterSets.deviceBound(announcement.encoding(), announcement.privacy());
        for (int slot : slots) {
            // Says nothing about the value: it is private.
            Expect.that(slot >= -bound && slot <= bound, "slots must lie within ±" + bound);
        }
    }

    private static List<byte[]> seal(
            Announcement announcement,
            KeyCredential holder,
            Digest ciphertextDigest,
            SecretSharing sharing,
            SecureRandom random) {
        List<byte[]> sealed = new ArrayList<>();
        for (Seat seat : announcement.seats()) {
            int[] shares = sharing.sharesOf(seat.memberIndex());
            byte[] bytes = ShareBytes.write(shares);
            ShareBinding binding = new ShareBinding(
                    announcement.digest(), announcement.round(), holder.device(), seat.memberIndex(), ciphertextDigest);
            sealed.add(ShareSealer.seal(seat.checkIn().statement().sealingKey(), binding, bytes, random));
            Arrays.fill(shares, 0);
            Arrays.fill(bytes, (byte) 0);
        }
        return sealed;
    }
}
