package dev.tutti.audit;

import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An announced cohort of two slices, and the log of its updates as a test writes it. */
final class LoggedCohort {
    static final long OPENS = 1_000_000;
    static final long CLOSES = OPENS + 10_000;
    private static final String POPULATION = "test/population";
    private static final int MEMBERS = 8;

    private final SecureRandom random = new SecureRandom();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(random));
    final CredentialTrust trust = CredentialTrust.forDevelopment(issuer.publicKey());
    final Announcement announcement;
    final VectorLayout layout;

    LoggedCohort() {
        int dimension = 12_000;
        ProtocolParameters planned = ParameterPlanner.plan(new ParameterRequest(6, 8, dimension, MEMBERS, 1, 0, 1));
        Encoding encoding = new Encoding(
                dimension,
                8,
                10f,
                0.5f,
                planned.slotBits(),
                planned.slotsPerCoefficient(),
                1,
                1,
                WeightFunction.UNIFORM,
                1,
                false);
        List<Seat> seats = new ArrayList<>();
        for (int member = 1; member <= MEMBERS; member++) {
            Device device = new Device();
            OneTimeKeys keys = new OneTimeKeys(random);
            CheckInStatement offer = new CheckInStatement(
                    POPULATION,
                    device.id(),
                    keys.sealingKey(),
                    keys.votingKey(),
                    OPENS + 3_600_000,
                    device.credential.credential().digest());
            seats.add(new Seat(member, new SignedCheckIn(offer, device.sign(offer.encode()), device.credential)));
        }
        announcement = new Announcement(
                Announcement.versionFor(planned.ring()),
                new RoundId(POPULATION, "task", 1, 1, 0),
                List.of(new BaseModel(7, Digest.sha256(new byte[] {7}), 0)),
                Digest.sha256(new byte[] {1}),
                new Window(OPENS, CLOSES, 5, 200, 5_000, 5_000),
                encoding,
                PrivacyConfiguration.NONE,
                planned.ring(),
                planned.committee(),
                new CohortLimits(2, 6, 1),
                ShareSealing.HPKE_X25519,
                seats);
        layout = VectorLayout.of(encoding, planned.ring());
    }

    /** A masked update of a device, with an upload id of its own. */
    MaskedUpdate update(Device device, long seed) {
        SplittableRandom values = new SplittableRandom(seed);
        float[] delta = new float[announcement.encoding().dimension()];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) (values.nextDouble() - 0.5) * 0.1f;
        }
        int[] slots = new UpdateEncoder(announcement.encoding(), layout).encode(delta, 1, EvaluationSums.NONE, values);
        return Contribution.prepare(
                announcement,
                device.credential,
                UploadId.random(random),
                announcement.bases().get(0),
                slots,
                device,
                random);
    }

    Device device() {
        return new Device();
    }

    UpdateChunk chunk(MaskedUpdate update, int index) {
        return UpdateChunk.newBuilder()
                .setAnnouncementHash(wrap(announcement.digest().bytes()))
                .setDeviceId(wrap(update.signed().statement().device().bytes()))
                .setUploadId(wrap(update.signed().statement().upload().bytes()))
                .setChunkIndex(index)
                .setSlice(layout.sliceOfChunk(index))
                .setCiphertext(wrap(update.chunks().get(index)))
                .build();
    }

    ShareBlob share(MaskedUpdate update, int member) {
        return ShareBlob.newBuilder()
                .setAnnouncementHash(wrap(announcement.digest().bytes()))
                .setDeviceId(wrap(update.signed().statement().device().bytes()))
                .setUploadId(wrap(update.signed().statement().upload().bytes()))
                .setMemberIndex(member)
                .setSealed(wrap(update.sealedShares().get(member - 1)))
                .build();
    }

    UpdateHeader header(MaskedUpdate update) {
        return UpdateHeader.newBuilder()
                .setAnnouncementHash(wrap(announcement.digest().bytes()))
                .setDeviceId(wrap(update.signed().statement().device().bytes()))
                .setUploadId(wrap(update.signed().statement().upload().bytes()))
                .setStatement(wrap(update.signed().statement().encode()))
                .setSignature(wrap(update.signed().signature()))
                .setCredential(wrap(update.signed().credential().encode()))
                .build();
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    /** A device with a P-256 key in this process and a development credential for it. */
    final class Device implements StatementSigner {
        private final KeyPair keys;
        private final byte[] publicKey;
        private final SignedCredential credential;

        private Device() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                keys = generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has P-256", e);
            }
            ECPublicKey point = (ECPublicKey) keys.getPublic();
            publicKey = ByteBuffer.allocate(65)
                    .put((byte) 4)
                    .put(coordinate(point.getW().getAffineX()))
                    .put(coordinate(point.getW().getAffineY()))
                    .array();
            credential = issuer.issue(new KeyCredential(
                    DeviceId.ofPublicKey(publicKey),
                    POPULATION,
                    publicKey,
                    Platform.SOFTWARE_DEVELOPMENT,
                    KeyLevel.SOFTWARE,
                    OPENS - 60_000,
                    OPENS + 3_600_000,
                    Digest.sha256(publicKey),
                    1));
        }

        DeviceId id() {
            return DeviceId.ofPublicKey(publicKey);
        }

        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(keys.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK signs with P-256", e);
            }
        }

        private static byte[] coordinate(BigInteger value) {
            byte[] bytes = value.toByteArray();
            int skip = Math.max(0, bytes.length - 32);
            return ByteBuffer.allocate(32)
                    .position(32 - (bytes.length - skip))
                    .put(bytes, skip, bytes.length - skip)
                    .array();
        }
    }
}
