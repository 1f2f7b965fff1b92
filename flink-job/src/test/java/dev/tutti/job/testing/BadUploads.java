package dev.tutti.job.testing;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.update.UploadEvidence;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything a device can get wrong in an announced round, with the reasons it must hear. */
public final class BadUploads {
    /**
     * A record on its way to the updates topic.
     *
     * @param key its device, or null
     * @param reason the one reason it is refused for, or null when it is kept
     */
    public record Sent(
            byte @Nullable [] key, byte[] value, @Nullable RejectReason reason) {}

    private final Announcement round;
    private final VectorLayout layout;
    private final TestFleet fleet;

    public BadUploads(Announcement round, TestFleet fleet) {
        this.round = round;
        this.layout = VectorLayout.of(round.encoding(), round.ring());
        this.fleet = fleet;
    }

    /** A real masked update. */
    public MaskedUpdate update(TestDevice device, long seed) {
        return masked(device, TestRound.slots(round, seed));
    }

    /** One that no clipped update can be: every parameter at its largest. */
    public MaskedUpdate poisoned(TestDevice device, long seed) {
        int[] slots = TestRound.slots(round, seed);
        for (int slice = 0; slice < layout.slices(); slice++) {
            int from = layout.firstSlotOf(slice) + VectorLayout.CONTROL_SLOTS;
            Arrays.fill(
                    slots,
                    from,
                    from + layout.parametersIn(slice),
                    round.encoding().maxValue());
        }
        return masked(device, slots);
    }

    private MaskedUpdate masked(TestDevice device, int[] slots) {
        return Contribution.prepare(
                round,
                device.credential(),
                UploadId.random(fleet.random),
                round.bases().get(0),
                slots,
                device,
                fleet.random);
    }

    /** Its records, all of them good. */
    public List<Sent> good(MaskedUpdate update) {
        return TestUpdates.evidence(update, layout, 0).stream()
                .map(p -> sent(p, null))
                .toList();
    }

    /** Every way to be wrong, each by a device of its own; {@code barred} is one that was convicted before. */
    public List<Sent> all(TestDevice barred) {
        List<Sent> all = new ArrayList<>();
        int last = layout.chunks() + round.committee().members();
        int share = layout.chunks();
        // Whole uploads of which one record is not kept, so that the header finds it missing.
        all.addAll(changed(0, p -> resized(p, 1), RejectReason.WRONG_SIZE, RejectReason.INCOMPLETE));
        all.addAll(changed(share, p -> resized(p, -1), RejectReason.WRONG_SIZE, RejectReason.INCOMPLETE));
        all.addAll(changed(0, p -> Pieces.at(0, 7, p), RejectReason.CHUNK_MISMATCH, RejectReason.INCOMPLETE));
        all.addAll(changed(1, p -> Pieces.at(-3, 0, p), RejectReason.CHUNK_MISMATCH, RejectReason.INCOMPLETE));
        all.addAll(changed(share, p -> Pieces.at(99, 0, p), RejectReason.SHARE_MISMATCH, RejectReason.INCOMPLETE));
        all.addAll(changed(
                1,
                p -> Pieces.inCohort("ab".repeat(32), p),
                RejectReason.UNKNOWN_ANNOUNCEMENT,
                RejectReason.INCOMPLETE));
        // Whole uploads whose every record is kept until the header is read.
        all.addAll(changed(0, BadUploads::flipped, null, RejectReason.CHUNK_MISMATCH));
        all.addAll(changed(share, BadUploads::flipped, null, RejectReason.SHARE_MISMATCH));
        all.addAll(header(RejectReason.BAD_SIGNATURE, (s, device, update, p) -> {
            byte[] spoilt = Objects.requireNonNull(p.signature()).clone();
            spoilt[spoilt.length - 1] ^= 1;
            return Pieces.withHeader(s.encode(), spoilt, Objects.requireNonNull(p.credential()), p);
        }));
        all.addAll(header(
                RejectReason.UNSUPPORTED_VERSION,
                (s, device, update, p) ->
                        Pieces.resigned(resigned(s, 2, s.base(), s.credentialHash()), device, update, p)));
        all.addAll(header(RejectReason.WRONG_BASE, (s, device, update, p) -> {
            BaseModel old = new BaseModel(99, Digest.sha256(new byte[] {99}), 0);
            return Pieces.resigned(resigned(s, 1, old, s.credentialHash()), device, update, p);
        }));
        all.addAll(header(
                RejectReason.BAD_CREDENTIAL,
                (s, device, update, p) ->
                        Pieces.resigned(resigned(s, 1, s.base(), Digest.sha256(new byte[1])), device, update, p)));
        TestDevice stranger =
                new TestDevice(new CredentialIssuer(OperatorKey.generate(fleet.random)), System.currentTimeMillis());
        all.addAll(whole(update(stranger, 21), RejectReason.CREDENTIAL_UNTRUSTED));
        all.addAll(whole(update(barred, 22), RejectReason.BARRED));
        // Parts of uploads.
        List<Sent> incomplete = new ArrayList<>(whole(update(fleet.device(), 23), RejectReason.INCOMPLETE));
        incomplete.remove(1);
        all.addAll(incomplete);
        all.addAll(whole(update(fleet.device(), 24), RejectReason.INCOMPLETE).subList(last, last + 1));
        return all;
    }

    /** Records of random bytes, and well-formed ones with random contents. */
    public List<Sent> random(int count, Random random) {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] noise = bytes(random.nextInt(300), random);
            if (i % 2 == 0) {
                all.add(new Sent(null, noise, RejectReason.MALFORMED));
                continue;
            }
            byte[] device = bytes(16, random);
            ByteBuffer cohort = ByteBuffer.wrap(bytes(32, random));
            ByteBuffer upload = ByteBuffer.wrap(bytes(16, random));
            byte[] record = RecordCodec.encode(
                    switch (i % 3) {
                        case 0 ->
                            new UpdateChunk(
                                    cohort,
                                    ByteBuffer.wrap(device),
                                    upload,
                                    random.nextInt(),
                                    random.nextInt(),
                                    ByteBuffer.wrap(noise));
                        case 1 ->
                            new ShareBlob(
                                    cohort, ByteBuffer.wrap(device), upload, random.nextInt(), ByteBuffer.wrap(noise));
                        default ->
                            new UpdateHeader(
                                    cohort,
                                    ByteBuffer.wrap(device),
                                    upload,
                                    ByteBuffer.wrap(noise),
                                    ByteBuffer.wrap(noise),
                                    ByteBuffer.wrap(noise));
                    });
            all.add(new Sent(device, record, RejectReason.UNKNOWN_ANNOUNCEMENT));
        }
        return all;
    }

    /** Copies of a real header, cut short or with one bit flipped. Which reason they hear depends on the bit. */
    public List<Sent> damaged(int count, Random random) {
        TestDevice device = fleet.device();
        byte[] header = TestRecords.of(TestUpdates.header(update(device, 25), 0));
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] copy = header.clone();
            if (i % 2 == 0) {
                copy = Arrays.copyOf(copy, random.nextInt(copy.length));
                all.add(new Sent(device.id().bytes(), copy, RejectReason.MALFORMED));
            } else {
                copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                all.add(new Sent(device.id().bytes(), copy, RejectReason.UNKNOWN));
            }
        }
        return all;
    }

    /** Records of a whole upload; its header is refused. */
    public List<Sent> whole(MaskedUpdate update, RejectReason reason) {
        List<UploadEvidence> evidence = TestUpdates.evidence(update, layout, 0);
        List<Sent> all = new ArrayList<>();
        for (UploadEvidence piece : evidence) {
            all.add(sent(piece, piece.kind() == UploadEvidence.Kind.HEADER ? reason : null));
        }
        return all;
    }

    private List<Sent> changed(
            int at, UnaryOperator<UploadEvidence> change, @Nullable RejectReason reason, RejectReason header) {
        List<UploadEvidence> evidence = TestUpdates.evidence(update(fleet.device(), at), layout, 0);
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            UploadEvidence piece = evidence.get(i);
            if (i == at) {
                all.add(sent(change.apply(piece), reason));
            } else {
                all.add(sent(piece, piece.kind() == UploadEvidence.Kind.HEADER ? header : null));
            }
        }
        return all;
    }

    private interface HeaderChange {
        UploadEvidence of(UpdateStatement statement, TestDevice device, MaskedUpdate update, UploadEvidence header);
    }

    private List<Sent> header(RejectReason reason, HeaderChange change) {
        TestDevice device = fleet.device();
        MaskedUpdate update = update(device, 20);
        List<Sent> all = new ArrayList<>();
        for (UploadEvidence piece : TestUpdates.evidence(update, layout, 0)) {
            all.add(
                    piece.kind() == UploadEvidence.Kind.HEADER
                            ? sent(change.of(update.signed().statement(), device, update, piece), reason)
                            : sent(piece, null));
        }
        return all;
    }

    private static UpdateStatement resigned(UpdateStatement s, int version, BaseModel base, Digest credential) {
        return new UpdateStatement(
                version,
                s.announcement(),
                s.device(),
                s.upload(),
                base,
                credential,
                s.scheme(),
                s.chunkDigests(),
                s.ciphertextDigest(),
                s.shareRoot(),
                s.degreeProof(),
                s.encoding(),
                s.privacy());
    }

    private static UploadEvidence resized(UploadEvidence piece, int by) {
        byte[] bytes = Objects.requireNonNull(piece.bytes());
        return Pieces.withBytes(Arrays.copyOf(bytes, bytes.length + by), piece);
    }

    private static UploadEvidence flipped(UploadEvidence piece) {
        byte[] bytes = Objects.requireNonNull(piece.bytes()).clone();
        bytes[bytes.length / 2] ^= 1;
        return Pieces.withBytes(bytes, piece);
    }

    /** A record under its device's key. */
    public static Sent sent(UploadEvidence piece, @Nullable RejectReason reason) {
        byte[] key = HexFormat.of().parseHex(piece.device());
        return new Sent(key, TestRecords.of(piece), reason);
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
