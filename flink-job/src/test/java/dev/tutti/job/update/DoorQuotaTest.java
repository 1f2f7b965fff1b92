package dev.tutti.job.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.Pieces;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What strangers can make the job keep is bounded, and what is pushed out never counts, in whole or in part. */
class DoorQuotaTest {
    private static final long NOW = TestRound.OPENS + 100;
    /** One MiB for each door: room for about ten of the updates here. */
    private static final int MEBIBYTES = DoorKey.DOORS;

    private static final long DOOR_BYTES = 1024 * 1024;

    private static TestRound terms;
    private static TestDevice device;
    private static List<UploadEvidence> honest;
    private VerifierHarness verifier;

    @BeforeAll
    static void anHonestUpdate() {
        terms = new TestRound();
        device = terms.device();
        MaskedUpdate update = terms.update(device, terms.bases.get(1), terms.slots(1));
        honest = TestUpdates.evidence(update, terms.layout(), NOW);
    }

    @BeforeEach
    void anOpenRound() throws Exception {
        verifier = new VerifierHarness(small(terms.config("file:///nowhere")));
        verifier.announce(terms, List.of());
    }

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void aDeviceThatFloodsPushesOutItselfAndNobodyElse() throws Exception {
        String flooder = neighbours(1, 1).get(0);
        verifier.send(pieces());
        for (int i = 0; i < 500; i++) {
            String upload = HexFormat.of().toHexDigits((long) i).repeat(2);
            verifier.send(
                    pieces().stream().map(p -> Pieces.of(flooder, upload, p)).toList());
            assertThat(held()).isLessThan(3 * updateBytes());
        }
        verifier.send(header());
        assertThat(verifier.verified())
                .extracting(VerifiedUpdate::device)
                .containsExactly(device.id().hex());
        assertThat(verifier.refused()).hasSize(Door.MAX_PUSHED_OUT).allMatch(r -> flooder.equals(r.device()));
    }

    @Test
    void piecesNoAnnouncementHasAPlaceForAreNeverKept() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            UploadEvidence chunk = honest.get(0);
            byte[] bytes = new byte[random.nextInt(100_000)];
            verifier.send(List.of(Pieces.withBytes(bytes, Pieces.at(random.nextInt(), random.nextInt(), chunk))));
        }
        assertThat(held()).isZero();
        assertThat(verifier.records()).hasSize(1_000);
    }

    @Test
    void aThousandDevicesNeverFillADoorPastItsBudgetAndTheOldestGoFirst() throws Exception {
        List<String> crowd = neighbours(1_000, 2);
        for (String each : crowd) {
            verifier.send(List.of(Pieces.of(each, "ab".repeat(16), honest.get(0))));
            assertThat(held()).isLessThanOrEqualTo(DOOR_BYTES);
        }
        List<String> pushedOut =
                verifier.refused().stream().map(RefusedUpdate::device).toList();
        assertThat(pushedOut).isNotEmpty().isEqualTo(crowd.subList(0, pushedOut.size()));
        assertThat(reasons()).containsOnly(RejectReason.QUOTA);
    }

    /** The attack without the check: what the crowd sends is kept, all of it. */
    @Test
    void withoutABudgetTheSameCrowdFillsWhatTheDoorMayNotHold() throws Exception {
        try (VerifierHarness roomy = new VerifierHarness(terms.config("file:///nowhere"))) {
            roomy.announce(terms, List.of());
            for (String each : neighbours(1_000, 2)) {
                roomy.send(List.of(Pieces.of(each, "ab".repeat(16), honest.get(0))));
            }
            assertThat(roomy.heldBytes()).isGreaterThan(8 * DOOR_BYTES);
            assertThat(roomy.refused()).isEmpty();
        }
    }

    @Test
    void aDeviceGivesWayWithItsOwnBytesBeforeAnybodyElseWithTheirs() throws Exception {
        TestRound another = new TestRound();
        verifier.announce(another, List.of());
        UploadEvidence chunk = honest.get(0);
        List<String> crowd = neighbours(1_000, 6);
        String oldest = crowd.get(0);
        String greedy = crowd.get(1);
        verifier.send(List.of(Pieces.of(oldest, "ab".repeat(16), chunk)));
        verifier.send(List.of(Pieces.of(greedy, "ab".repeat(16), chunk)));
        long each = held() / 2;
        for (int i = 2; held() + each <= DOOR_BYTES; i++) {
            verifier.send(List.of(Pieces.of(crowd.get(i), "ab".repeat(16), chunk)));
        }
        assertThat(verifier.refused()).isEmpty();
        verifier.send(List.of(Pieces.inCohort(another.cohort, Pieces.of(greedy, "cd".repeat(16), chunk))));
        assertThat(verifier.refused()).extracting(RefusedUpdate::device).containsExactly(greedy);
        assertThat(verifier.refused()).extracting(RefusedUpdate::cohort).containsExactly(terms.cohort);
    }

    @Test
    void whatHasClosedGivesWayBeforeAnythingOpenIsPushedOut() throws Exception {
        List<String> crowd = neighbours(1_000, 8);
        verifier.send(List.of(Pieces.of(crowd.get(0), "ab".repeat(16), honest.get(0))));
        long each = held();
        for (int i = 1; held() + each <= DOOR_BYTES; i++) {
            verifier.send(List.of(Pieces.of(crowd.get(i), "ab".repeat(16), honest.get(0))));
        }
        TestRound later = new TestRound(1, 60_000);
        verifier.announce(later, List.of());
        UploadEvidence piece = Pieces.inCohort(later.cohort, Pieces.logged(TestRound.CLOSES + 1, honest.get(0)));
        verifier.send(List.of(piece));
        assertThat(verifier.refused()).isEmpty();
        assertThat(held()).isEqualTo(each);
    }

    @Test
    void aBudgetNoUpdateFitsIntoIsRefusedAtTheStart() {
        JobConfig c = small(terms.config("file:///nowhere"));
        UpdateFlow.requireRoom(c);
        TaskConfig t = c.tasks().get(0);
        UpdateShape s = t.shape();
        UpdateShape large = new UpdateShape(
                50 * s.dimension(),
                s.valueBits(),
                s.clipNorm(),
                s.valueRange(),
                s.weightFunction(),
                s.maxWeight(),
                s.evaluation(),
                s.polynomialsPerSlice(),
                s.polynomialsPerChunk(),
                s.minContributors(),
                s.maxContributors(),
                s.minPerBase(),
                s.members(),
                s.corrupt());
        JobConfig tooSmall = withTask(
                c,
                new TaskConfig(
                        t.population(),
                        t.task(),
                        t.planDigest(),
                        t.initialModel(),
                        large,
                        t.reportGoal(),
                        t.maxStaleness(),
                        t.liveRounds(),
                        t.checkIns(),
                        t.rounds(),
                        t.timing(),
                        t.serverStep()));
        assertThatThrownBy(() -> UpdateFlow.requireRoom(tooSmall))
                .hasMessageContaining("unfinishedMebibytes")
                .hasMessageContaining("was " + MEBIBYTES);
    }

    @Test
    void anUploadThatWasPushedOutNeverCountsHoweverOftenItIsSent() throws Exception {
        pushOutTheHonest();
        for (int i = 0; i < 3; i++) {
            verifier.send(honest);
        }
        assertThat(verifier.verified()).isEmpty();
        assertThat(verifier.chunks()).isEmpty();
        assertThat(quotasOfTheHonest()).hasSize(1);
        assertThat(verifier.records()).isEmpty();
    }

    /** The same without the memory: a device would be counted that was told it was not. */
    @Test
    void withoutItsMemoryADoorWouldLetItCount() throws Exception {
        pushOutTheHonest();
        verifier.forgetWhatWasPushedOut();
        verifier.send(honest);
        assertThat(verifier.verified()).hasSize(1);
        assertThat(quotasOfTheHonest()).hasSize(1);
    }

    @Test
    void whatWasPushedOutIsRememberedAndTheCountIsExactAfterARestore() throws Exception {
        pushOutTheHonest();
        long before = held();
        verifier.kill();
        assertThat(held()).isEqualTo(before);
        verifier.send(honest);
        assertThat(verifier.verified()).isEmpty();
        assertThat(quotasOfTheHonest()).hasSize(1);
        for (String each : neighbours(300, 3)) {
            verifier.send(List.of(Pieces.of(each, "ab".repeat(16), honest.get(0))));
            assertThat(held()).isLessThanOrEqualTo(DOOR_BYTES);
        }
    }

    @Test
    void aRestoreInTheMiddleOfAnUploadLosesNothing() throws Exception {
        for (UploadEvidence each : honest) {
            verifier.send(List.of(each));
            verifier.kill();
        }
        assertThat(verifier.verified()).hasSize(1);
        assertThat(verifier.chunks()).hasSize(terms.layout().chunks());
        assertThat(held()).isZero();
    }

    @Test
    void everythingUnfinishedIsForgottenAtTheClose() throws Exception {
        for (String each : neighbours(300, 4)) {
            verifier.send(List.of(Pieces.of(each, "ab".repeat(16), honest.get(0))));
        }
        assertThat(held()).isPositive();
        verifier.clock(TestRound.CLOSES + 2);
        assertThat(held()).isZero();
        verifier.send(List.of(honest.get(0)).stream()
                .map(p -> Pieces.logged(TestRound.CLOSES + 3, p))
                .toList());
        assertThat(held()).isZero();
    }

    @Test
    void headersThatArePushedOutWithTheirPiecesHearOneReasonOnly() throws Exception {
        pushOutTheHonest();
        verifier.send(header());
        assertThat(quotasOfTheHonest()).hasSize(1);
        assertThat(verifier.refused().stream().filter(r -> device.id().hex().equals(r.device())))
                .hasSize(1);
    }

    /** Begins the honest upload, then lets as many others begin as it takes. */
    private void pushOutTheHonest() throws Exception {
        verifier.send(pieces());
        for (String each : neighbours(1_000, 5)) {
            verifier.send(List.of(Pieces.of(each, "ab".repeat(16), honest.get(0))));
            if (!quotasOfTheHonest().isEmpty()) {
                return;
            }
        }
        assertThat(quotasOfTheHonest()).hasSize(1);
    }

    private List<RefusedUpdate> quotasOfTheHonest() {
        return verifier.refused().stream()
                .filter(r -> device.id().hex().equals(r.device()))
                .filter(r -> r.reason().equals(RejectReason.QUOTA.name()))
                .toList();
    }

    private List<RejectReason> reasons() {
        return verifier.refused().stream()
                .map(r -> RejectReason.valueOf(r.reason()))
                .toList();
    }

    /** What the doors count, which is never less than what lies there. */
    private long held() throws Exception {
        long counted = verifier.countedBytes();
        assertThat(verifier.heldBytes()).isLessThanOrEqualTo(counted);
        return counted;
    }

    private static List<UploadEvidence> pieces() {
        return honest.subList(0, honest.size() - 1);
    }

    private static List<UploadEvidence> header() {
        return honest.subList(honest.size() - 1, honest.size());
    }

    private static long updateBytes() {
        return pieces().stream()
                .mapToLong(p -> Objects.requireNonNull(p.bytes()).length + 1_024L)
                .sum();
    }

    /** Devices that share the honest one's door. */
    private static List<String> neighbours(int count, long seed) {
        Random random = new Random(seed);
        List<String> found = new ArrayList<>();
        byte[] id = new byte[16];
        while (found.size() < count) {
            random.nextBytes(id);
            String hex = HexFormat.of().formatHex(id);
            if (DoorKey.of(hex) == DoorKey.of(device.id().hex())) {
                found.add(hex);
            }
        }
        return found;
    }

    private static JobConfig small(JobConfig c) {
        return withTask(c, c.tasks().get(0));
    }

    private static JobConfig withTask(JobConfig c, TaskConfig task) {
        return new JobConfig(
                        c.kafka().bootstrapServers(),
                        c.topicPrefix(),
                        c.artifactRoot(),
                        c.operatorKeyFile(),
                        c.credentialIssuers(),
                        c.platforms(),
                        c.transactionalIdPrefix(),
                        c.parallelism(),
                        c.checkpointMillis(),
                        c.tickMillis(),
                        List.of(task))
                .with(c.checkpointMillis(), c.limits().withUnfinishedMebibytes(MEBIBYTES));
    }
}
