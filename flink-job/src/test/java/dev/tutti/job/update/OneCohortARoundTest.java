package dev.tutti.job.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that does not keep to the protocol sends an update to every cohort of a round. One of them counts. */
class OneCohortARoundTest {
    private static final long NOW = TestRound.OPENS + 100;

    private final TestRound terms = new TestRound();
    private final TestDevice device = terms.device();
    private final Announcement another = terms.termsOf(new RoundId(TestRound.POPULATION, "task", 1, 1, 1));
    private VerifierHarness verifier;

    @BeforeEach
    void twoSubCohorts() throws Exception {
        verifier = new VerifierHarness(terms.config("file:///nowhere"));
        announceBoth();
    }

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void theSecondSubCohortOfADeviceIsADuplicateAndNoneOfItsBytesGoOn() throws Exception {
        send(terms.announcement);
        verifier.kill();
        send(another);
        assertThat(verifier.verified()).extracting(VerifiedUpdate::cohort).containsExactly(terms.cohort);
        assertThat(verifier.refused()).extracting(RefusedUpdate::cohort).containsExactly(hex(another));
        assertThat(verifier.refused()).extracting(RefusedUpdate::reason).containsExactly(RejectReason.DUPLICATE.name());
        assertThat(verifier.records()).isEmpty();
        assertThat(verifier.chunks()).extracting(ChunkArrived::cohort).containsOnly(terms.cohort);
        assertThat(verifier.shares()).extracting(ShareArrived::cohort).containsOnly(terms.cohort);
    }

    @Test
    void withoutTheCheckADeviceIsInEverySubCohort() throws Exception {
        verifier.close();
        verifier = new VerifierHarness(() -> new UpdateVerifier(terms.config("file:///nowhere"), false));
        announceBoth();
        send(terms.announcement);
        send(another);
        assertThat(verifier.verified()).extracting(VerifiedUpdate::cohort).containsExactly(terms.cohort, hex(another));
    }

    @Test
    void uploadsThatWereBothUnderWayCountOnceToo() throws Exception {
        List<UploadEvidence> first = evidence(terms.announcement);
        List<UploadEvidence> second = evidence(another);
        verifier.send(first.subList(0, first.size() - 1));
        verifier.send(second.subList(0, second.size() - 1));
        verifier.send(second.subList(second.size() - 1, second.size()));
        verifier.send(first.subList(first.size() - 1, first.size()));
        assertThat(verifier.verified()).extracting(VerifiedUpdate::cohort).containsExactly(hex(another));
        assertThat(verifier.refused()).extracting(RefusedUpdate::reason).containsExactly(RejectReason.DUPLICATE.name());
    }

    @Test
    void anotherAttemptAtTheRoundIsThatRoundToo() throws Exception {
        Announcement again = terms.termsOf(new RoundId(TestRound.POPULATION, "task", 1, 2, 0));
        verifier.announce(again, List.of());
        send(terms.announcement);
        send(again);
        assertThat(verifier.verified()).hasSize(1);
        assertThat(verifier.refused()).hasSize(1);
    }

    /** What was refused in one cohort was never in it: the next one is not shut. */
    @Test
    void anUpdateThatWasRefusedStandsInNobodysWay() throws Exception {
        List<UploadEvidence> evidence = evidence(terms.announcement);
        verifier.send(evidence.subList(1, evidence.size()));
        send(another);
        assertThat(verifier.refused())
                .extracting(RefusedUpdate::reason)
                .containsExactly(RejectReason.INCOMPLETE.name());
        assertThat(verifier.verified()).extracting(VerifiedUpdate::cohort).containsExactly(hex(another));
    }

    @Test
    void otherRoundsTasksAndDevicesAreOthers() throws Exception {
        Announcement next = terms.termsOf(new RoundId(TestRound.POPULATION, "task", 2, 1, 0));
        Announcement otherTask = terms.termsOf(new RoundId(TestRound.POPULATION, "other", 1, 1, 0));
        for (Announcement each : List.of(next, otherTask)) {
            verifier.announce(each, List.of());
        }
        for (Announcement each : List.of(terms.announcement, next, otherTask)) {
            send(each);
        }
        verifier.send(TestUpdates.evidence(update(another, terms.device()), terms.layout(), NOW));
        assertThat(verifier.verified()).hasSize(4);
        assertThat(verifier.refused()).isEmpty();
    }

    private void announceBoth() throws Exception {
        verifier.announce(terms, List.of());
        verifier.announce(another, List.of());
    }

    private void send(Announcement to) throws Exception {
        verifier.send(evidence(to));
    }

    private List<UploadEvidence> evidence(Announcement to) {
        return TestUpdates.evidence(update(to, device), terms.layout(), NOW);
    }

    private MaskedUpdate update(Announcement to, TestDevice by) {
        return terms.update(to, by, terms.bases.get(1), terms.slots(1));
    }

    private static String hex(Announcement announcement) {
        return announcement.digest().hex();
    }
}
