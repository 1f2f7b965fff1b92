package dev.tutti.job.testing;

import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.decrypt.CommitteeFloor;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One announced round: 8 members of which 1 may be corrupt, 4 to 6 contributors, two slices. Opens at log time 1,000,000. */
public final class TestRound {
    public static final long OPENS = 1_000_000;
    public static final long CLOSES = OPENS + 10_000;
    public static final int GOAL = 5;
    public static final int N_MIN = 4;
    public static final int N_MAX = 6;
    public static final int MIN_PER_BASE = 2;
    public static final String POPULATION = "test/population";
    public static final int DIMENSION = 12_000;

    public final SecureRandom random = new SecureRandom();
    public final OperatorKey issuerKey = OperatorKey.generate(random);
    public final CredentialIssuer issuer = new CredentialIssuer(issuerKey);
    public final CredentialTrust trust = CredentialTrust.forDevelopment(issuer.publicKey());
    public final List<BaseModel> bases = List.of(
            new BaseModel(6, Digest.sha256(new byte[] {6}), 0), new BaseModel(7, Digest.sha256(new byte[] {7}), 0));
    /** The honest members, from seat 1. */
    public final List<CommitteeMember> members = new ArrayList<>();
    /** The keys of seat 8, with which a test may sign anything. */
    public final OneTimeKeys corrupt = new OneTimeKeys(random);
    /** The keys of seat 7, where that is corrupt too. */
    public final OneTimeKeys corruptToo = new OneTimeKeys(random);

    public final Announcement announcement;
    public final String cohort;

    public TestRound() {
        this(1);
    }

    /** A round with one or two corrupt members, in the last seats. */
    public TestRound(int corruptSeats) {
        this(corruptSeats, CLOSES - OPENS);
    }

    /** A round that stays open for this long, milliseconds. */
    public TestRound(int corruptSeats, long collectMillis) {
        this(corruptSeats, collectMillis, shape().plan());
    }

    /** The same round over a ring with two primes, which the planner takes for much larger models only. */
    public static TestRound overTwoPrimes() {
        UpdateShape shape = shape();
        ParameterRequest request = new ParameterRequest(
                shape.maxContributors(), 8, DIMENSION, shape.members(), shape.corrupt(), 0, shape.maxWeight());
        return new TestRound(1, CLOSES - OPENS, ParameterPlanner.plan(request, ParameterSets.twoPrimeRings()));
    }

    private TestRound(int corruptSeats, long collectMillis, ProtocolParameters planned) {
        UpdateShape shape = shape();
        List<Seat> seats = new ArrayList<>();
        for (int i = 1; i <= shape.members(); i++) {
            TestDevice device = device();
            CheckInStatement offer = i <= shape.members() - corruptSeats
                    ? honest(device)
                    : corrupt(device, i == shape.members() ? corrupt : corruptToo);
            seats.add(seat(i, offer, device));
        }
        announcement = new Announcement(
                Announcement.versionFor(planned.ring()),
                new RoundId(POPULATION, "task", 1, 1, 0),
                bases,
                Digest.sha256(new byte[] {1}),
                new Window(OPENS, OPENS + collectMillis, GOAL, 200, 5_000, 5_000),
                encoding(shape.encoding(), planned),
                PrivacyConfiguration.NONE,
                planned.ring(),
                planned.committee(),
                new CohortLimits(N_MIN, N_MAX, MIN_PER_BASE),
                ShareSealing.HPKE_X25519,
                seats);
        cohort = announcement.digest().hex();
    }

    /** Its terms for another cohort: of another round, attempt or sub-cohort, or of another task. */
    public Announcement termsOf(RoundId other) {
        return new Announcement(
                announcement.protocolVersion(),
                other,
                announcement.bases(),
                announcement.planDigest(),
                announcement.window(),
                announcement.encoding(),
                announcement.privacy(),
                announcement.ring(),
                announcement.committee(),
                announcement.limits(),
                announcement.sealing(),
                announcement.seats());
    }

    private static Encoding encoding(Encoding like, ProtocolParameters planned) {
        return new Encoding(
                like.dimension(),
                like.valueBits(),
                like.clipNorm(),
                like.valueRange(),
                planned.slotBits(),
                planned.slotsPerCoefficient(),
                like.polynomialsPerSlice(),
                like.polynomialsPerChunk(),
                like.weightFunction(),
                like.maxWeight(),
                like.evaluation());
    }

    private CheckInStatement honest(TestDevice device) {
        CommitteeMember member = new CommitteeMember(random);
        members.add(member);
        return member.checkIn(
                POPULATION, device.id(), device.credential().credential().digest(), OPENS + 3_600_000);
    }

    private static CheckInStatement corrupt(TestDevice device, OneTimeKeys keys) {
        return new CheckInStatement(
                POPULATION,
                device.id(),
                keys.sealingKey(),
                keys.votingKey(),
                OPENS + 3_600_000,
                device.credential().credential().digest());
    }

    private static Seat seat(int index, CheckInStatement statement, TestDevice device) {
        return new Seat(index, new SignedCheckIn(statement, device.sign(statement.encode()), device.credential()));
    }

    public static UpdateShape shape() {
        return new UpdateShape(DIMENSION, 8, 10f, 0.5f, "EXAMPLES", 64, true, 1, 1, N_MIN, N_MAX, MIN_PER_BASE, 8, 1);
    }

    /** This round's task. */
    public static TaskConfig task() {
        return task(shape());
    }

    /** This round's task with other updates. */
    public static TaskConfig task(UpdateShape shape) {
        return new TaskConfig(
                POPULATION,
                "task",
                "00".repeat(32),
                new InitialModel(initialManifest().digest().hex(), List.of("none", "none-1")),
                shape,
                GOAL,
                1,
                1,
                8,
                0,
                new RoundTiming(10_000, 200, 5_000, 5_000, 10_000, 20_000),
                ServerStep.fedAvg());
    }

    private static ModelManifest initialManifest() {
        return new ModelManifest(
                POPULATION,
                "task",
                0,
                Digest.zero(),
                Digest.zero(),
                Digest.zero(),
                List.of(Digest.sha256(initialSlice(0)), Digest.sha256(initialSlice(1))));
    }

    /** A slice of its initial model: nothing but zeros. */
    public static byte[] initialSlice(int slice) {
        return new byte[initialLayout().parametersIn(slice) * Float.BYTES];
    }

    /** Writes the initial model, and a file that is too short to be a slice. */
    public static void writeInitialModel(Path artifacts) throws IOException {
        Files.write(artifacts.resolve("none"), initialSlice(0));
        Files.write(artifacts.resolve("none-1"), initialSlice(1));
        Files.write(artifacts.resolve("short"), new byte[Float.BYTES]);
    }

    private static VectorLayout initialLayout() {
        return VectorLayout.of(shape().encoding(), shape().plan().ring());
    }

    /** The same as text. */
    public static String taskText() {
        return TaskText.of(task());
    }

    /** A configuration that runs this round's task; nothing is listening at its addresses. */
    public JobConfig config(String artifactRoot) {
        return new JobConfig(
                "localhost:1",
                "test",
                artifactRoot,
                "no-such-key",
                List.of(HexFormat.of().formatHex(issuer.publicKey())),
                List.of("SOFTWARE_DEVELOPMENT"),
                "test",
                1,
                200,
                200,
                List.of(task()));
    }

    public TestDevice device() {
        return new TestDevice(issuer, OPENS);
    }

    public VectorLayout layout() {
        return VectorLayout.of(announcement.encoding(), announcement.ring());
    }

    /** Slots of an update whose values all depend on the seed. */
    public int[] slots(long seed) {
        return slots(announcement, seed);
    }

    /** Slots of an update to any announcement of this shape. */
    public static int[] slots(Announcement announcement, long seed) {
        SplittableRandom values = new SplittableRandom(seed);
        float[] delta = new float[announcement.encoding().dimension()];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) (values.nextDouble() - 0.5) * 0.2f;
        }
        return new UpdateEncoder(announcement.encoding(), VectorLayout.of(announcement.encoding(), announcement.ring()))
                .encode(delta, 40, new EvaluationSums(20, 15, 0.7), new SplittableRandom(seed + 1));
    }

    /** A real masked update of a fresh device. */
    public MaskedUpdate update(TestDevice device, BaseModel base, int[] slots) {
        return update(announcement, device, base, slots);
    }

    /** The same to other terms. */
    public MaskedUpdate update(Announcement terms, TestDevice device, BaseModel base, int[] slots) {
        return Contribution.prepare(terms, device.credential(), UploadId.random(random), base, slots, device, random);
    }

    /** A member's vote on the cohort of these updates, as the real member decides. */
    public VoteDecision vote(int member, List<MaskedUpdate> updates) {
        List<MaskedUpdate> sorted = new ArrayList<>(updates);
        sorted.sort(Comparator.comparing(u -> u.signed().statement().device()));
        List<ContributorEvidence> evidence = sorted.stream()
                .map(u -> new ContributorEvidence(
                        u.signed(),
                        u.sealedShares().get(member - 1),
                        MerkleTree.of(u.sealedShares()).proof(member - 1)))
                .toList();
        return members.get(member - 1)
                .vote(
                        announcement,
                        member,
                        evidence,
                        root(updates),
                        new CommitteeFloor(N_MIN, 8, 1, 2, MIN_PER_BASE),
                        trust,
                        CLOSES);
    }

    /** The cohort root of these updates. */
    public Digest root(List<MaskedUpdate> updates) {
        return Cohort.of(updates.stream()
                        .map(u -> new Contributor(
                                u.signed().statement().device(),
                                u.signed().statement().digest()))
                        .toList())
                .root();
    }

    /** Runs the real committee over these updates: every member votes, then opens on the certificate. */
    public int[] secretSum(List<MaskedUpdate> updates) {
        List<SignedVote> votes = new ArrayList<>();
        for (int member = 1; member <= members.size(); member++) {
            votes.add(((VoteDecision.Voted) vote(member, updates)).vote());
        }
        QuorumCertificate certificate = new QuorumCertificate(announcement.digest(), root(updates), votes);
        Map<Integer, int[]> sums = new HashMap<>();
        for (int member = 1; member <= members.size(); member++) {
            OpenDecision.Opened opened =
                    (OpenDecision.Opened) members.get(member - 1).open(certificate);
            sums.put(member, opened.reply().statement().sums());
        }
        return ((CommitteeOpening.Recovered) CommitteeOpening.recover(announcement, updates.size(), sums)).secretSum();
    }

    /** The plain sum of one slot over these encoded updates. */
    public static long plainSum(List<int[]> slots, int slot) {
        return slots.stream().mapToLong(s -> s[slot]).sum();
    }
}
