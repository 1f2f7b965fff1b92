package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.KnownSharing;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignatureScheme;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A device of the round, with everything random fixed: the steps of "MaskedUpdate", one after the other. */
final class VectorDevice {
    private final TestDevice device;
    private final int[] slots;
    private final int[] secret;
    private final int[] error;
    private final String label;
    private final MaskedUpdate update;

    VectorDevice(Announcement announcement, TestDevice device, int number) {
        this.device = device;
        label = "device " + number;
        slots = slots(announcement, number);
        secret = small(label + " s", announcement.ring().degree());
        error = small(label + " e", announcement.ring().degree());
        update = prepare(announcement);
    }

    MaskedUpdate update() {
        return update;
    }

    TestDevice device() {
        return device;
    }

    /** A header of this device's, signed by it. */
    SignedUpdate sign(UpdateStatement statement) {
        return new SignedUpdate(statement, device.sign(statement.encode()), device.credential());
    }

    ObjectNode json() {
        UpdateStatement statement = update.signed().statement();
        return object().put("label", label)
                .<ObjectNode>set("slots", Json.of(Arrays.copyOf(slots, 6 + 20)))
                .<ObjectNode>set("s", Json.of(secret))
                .<ObjectNode>set("e", Json.of(error))
                .put("chunk_sha256", statement.chunkDigests().get(0).hex())
                .<ObjectNode>set("sealed_sha256", each(update.sealedShares(), Json::sha256))
                .put("share_root", statement.shareRoot().hex())
                .put("signed_update", hex(update.signed().encode()))
                .put("header_digest", statement.digest().hex());
    }

    private static int[] slots(Announcement announcement, int number) {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int[] slots = new int[layout.totalSlots()];
        slots[VectorLayout.COUNT] = 1;
        slots[VectorLayout.WEIGHT] = 127 - 30 * number;
        slots[VectorLayout.EVALUATION_EXAMPLES] = 10 + number;
        slots[VectorLayout.EVALUATION_CORRECT] = 7;
        slots[VectorLayout.EVALUATION_LOSS_HIGH] = number;
        slots[VectorLayout.EVALUATION_LOSS_LOW] = 100;
        for (int i = 0; i < layout.parametersIn(0); i++) {
            slots[VectorLayout.CONTROL_SLOTS + i] = (37 * i + 101 * number) % 255 - 127;
        }
        return slots;
    }

    /** Numbers as small as samples are: a byte mod 33, less 16. */
    private static int[] small(String label, int length) {
        int[] values = new int[length];
        byte[] bytes = FixedRandom.bytes(label, length);
        for (int i = 0; i < length; i++) {
            values[i] = (bytes[i] & 0xff) % 33 - 16;
        }
        return values;
    }

    private MaskedUpdate prepare(Announcement announcement) {
        Digest hash = announcement.digest();
        long[] message = new long[announcement.ring().degree()];
        new SlotPacking(
                        announcement.encoding().slotBits(),
                        announcement.encoding().slotsPerCoefficient())
                .pack(slots, 0, message);
        LatticeMask mask =
                LatticeMask.of(announcement.ring(), announcement.encoding().plaintextBits(), secret);
        long[] a = PublicPolynomials.expand(hash, 0, announcement.ring());
        byte[] chunk = CoefficientPacking.pack(mask.mask(a, error, message), announcement.ring());
        List<Digest> chunkDigests = List.of(Digest.sha256(chunk));
        Digest ciphertext = UpdateStatement.ciphertextDigest(chunkDigests);
        SecretSharing sharing = KnownSharing.of(
                announcement.committee(),
                KnownSharing.values(
                        announcement.committee(),
                        secret,
                        Xof.shake128((label + " sharing").getBytes(StandardCharsets.US_ASCII))));
        List<byte[]> sealed = new ArrayList<>();
        for (int member = 1; member <= announcement.seats().size(); member++) {
            ShareBinding binding = new ShareBinding(hash, announcement.round(), device.id(), member, ciphertext);
            byte[] key = announcement.seat(member).checkIn().statement().sealingKey();
            byte[] share = ShareBytes.write(sharing.sharesOf(member));
            sealed.add(ShareSealer.seal(key, binding, share, new FixedRandom(label + " ephemeral " + member)));
        }
        Digest shareRoot = MerkleTree.of(sealed).root();
        int[][] proof = sharing.degreeProof(
                DegreeProof.challenge(hash, device.id(), ciphertext, shareRoot, announcement.blocks()));
        UpdateStatement statement = new UpdateStatement(
                announcement.protocolVersion(),
                hash,
                device.id(),
                UploadId.of(FixedRandom.bytes(label + " upload", UploadId.BYTES)),
                announcement.bases().get(1),
                device.credential().credential().digest(),
                SignatureScheme.ECDSA_P256_SHA256_DER,
                chunkDigests,
                ciphertext,
                shareRoot,
                proof,
                announcement.encoding(),
                announcement.privacy());
        return new MaskedUpdate(sign(statement), List.of(chunk), sealed);
    }
}
