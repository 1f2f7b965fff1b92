package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
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
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * One announced round on the terms that the acceptance names: 8 bits, n_max 1,024, a committee of 64 of which 6 may be
 * corrupt; ring and sealing as asked. Its devices and members do what real ones do; only keys and values are drawn here.
 */
final class BenchmarkRound {
    /** The instant at which every credential is valid. */
    static final long NOW = 1_800_000_000_000L;

    static final String POPULATION = "benchmarks/secagg";
    private static final int MAX_CONTRIBUTORS = 1024;
    private static final int VALUE_BITS = 8;
    private static final int MEMBERS = 64;
    private static final int CORRUPT = 6;
    private static final int WEIGHT = 100;
    private static final int MAX_WEIGHT = 127;

    private final SecureRandom random = new SecureRandom();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(random));
    private final List<OneTimeKeys> members = new ArrayList<>();
    private final Announcement announcement;
    private final ShareSealing sealing;

    BenchmarkRound(int dimension, Terms terms) {
        sealing = terms.sealing();
        ProtocolParameters plan = ParameterPlanner.plan(
                new ParameterRequest(MAX_CONTRIBUTORS, VALUE_BITS, dimension, MEMBERS, CORRUPT, 0, MAX_WEIGHT),
                terms.rings());
        // A power of two that fits one record of the log.
        int polynomialsPerChunk = Integer.highestOneBit(plan.maxPolynomialsPerChunk());
        Encoding encoding = new Encoding(
                dimension,
                VALUE_BITS,
                1f,
                0.05f,
                plan.slotBits(),
                plan.slotsPerCoefficient(),
                polynomialsPerChunk,
                polynomialsPerChunk,
                WeightFunction.EXAMPLES,
                MAX_WEIGHT,
                true);
        List<Seat> seats = new ArrayList<>();
        for (int seat = 1; seat <= MEMBERS; seat++) {
            seats.add(new Seat(seat, checkIn()));
        }
        announcement = new Announcement(
                Announcement.versionFor(plan.ring()),
                new RoundId(POPULATION, "speed", 1, 1, 0),
                List.of(new BaseModel(1, Digest.zero(), 0)),
                Digest.zero(),
                new Window(NOW, NOW + 60_000, MAX_CONTRIBUTORS, 1000, 10_000, 10_000),
                encoding,
                PrivacyConfiguration.NONE,
                plan.ring(),
                plan.committee(),
                new CohortLimits(1, MAX_CONTRIBUTORS, 1),
                sealing,
                seats);
    }

    private SignedCheckIn checkIn() {
        SoftwareDevice device = new SoftwareDevice(random);
        SignedCredential credential = enrol(device);
        OneTimeKeys keys = new OneTimeKeys(sealing, random);
        members.add(keys);
        CheckInStatement statement = new CheckInStatement(
                POPULATION,
                credential.credential().device(),
                keys.sealingKey(),
                keys.votingKey(),
                NOW + 60_000,
                credential.credential().digest());
        return new SignedCheckIn(statement, device.sign(statement.encode()), credential);
    }

    Announcement announcement() {
        return announcement;
    }

    VectorLayout layout() {
        return VectorLayout.of(announcement.encoding(), announcement.ring());
    }

    CredentialTrust trust() {
        return CredentialTrust.forDevelopment(issuer.publicKey());
    }

    /** Enrols a device. */
    SignedCredential enrol(SoftwareDevice device) {
        return issuer.issue(new KeyCredential(
                DeviceId.ofPublicKey(device.publicKey()),
                POPULATION,
                device.publicKey(),
                Platform.SOFTWARE_DEVELOPMENT,
                KeyLevel.SOFTWARE,
                NOW - 60_000,
                NOW + 60_000,
                Digest.zero(),
                1));
    }

    /** A trained update, as far as its cost goes: normal values, clipped a little. */
    float[] delta(long seed) {
        float[] delta = new float[announcement.encoding().dimension()];
        Random values = new Random(seed);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) (values.nextGaussian() / Math.sqrt(delta.length));
        }
        return delta;
    }

    /** Slots with harmless rounding, which is no part of what the caller measures. */
    int[] slots(long seed) {
        return new UpdateEncoder(announcement.encoding(), layout())
                .encode(delta(seed), WEIGHT, evaluation(), new SplittableRandom(seed));
    }

    EvaluationSums evaluation() {
        return new EvaluationSums(100, 70, 0.9);
    }

    int weight() {
        return WEIGHT;
    }

    /** What a device does with encoded slots: mask, share, seal, sign. */
    MaskedUpdate contribute(SoftwareDevice device, SignedCredential credential, int[] slots) {
        return Contribution.prepare(
                announcement,
                credential,
                UploadId.random(random),
                announcement.bases().get(0),
                slots,
                device,
                random);
    }

    /** A member's sum of its shares over a cohort, which it opens as a member does. */
    int[] reply(int memberIndex, List<MaskedUpdate> cohort) {
        int[] sums = new int[announcement.blocks()];
        for (MaskedUpdate update : cohort) {
            UpdateStatement statement = update.signed().statement();
            ShareBinding binding = new ShareBinding(
                    announcement.digest(),
                    announcement.round(),
                    statement.device(),
                    memberIndex,
                    statement.ciphertextDigest());
            int[] shares = members.get(memberIndex - 1)
                    .open(binding, update.sealedShares().get(memberIndex - 1))
                    .flatMap(bytes -> ShareBytes.read(bytes, sums.length))
                    .orElseThrow();
            for (int b = 0; b < sums.length; b++) {
                sums[b] = PrimeField.add(sums[b], shares[b]);
            }
        }
        return sums;
    }
}
