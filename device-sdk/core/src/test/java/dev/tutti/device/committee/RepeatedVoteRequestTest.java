package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Lifetime;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refusal changes nothing, and nobody makes a decryptor talk without end. */
final class RepeatedVoteRequestTest {
    private final DecryptorSeat seat;
    private final CommitteeRole role;
    private final TestJob job;
    private final List<MaskedUpdate> cohort;

    RepeatedVoteRequestTest(@TempDir Path directory) {
        seat = new DecryptorSeat(directory);
        role = seat.start(Lifetime.endless(), new SecureRandom());
        DecryptorSeat.Asked asked = seat.announce();
        role.announced(asked.round());
        job = new TestJob(asked.round().terms());
        cohort = asked.all();
    }

    @AfterEach
    void closeSeat() {
        role.stop();
        seat.close();
    }

    @Test
    void aRefusedCohortGetsItsVoteWhenItIsShownProperly() {
        List<VoteRequest> damaged = job.voteRequests(cohort, 1, 1);
        damaged.get(2).getContributors().get(0).setStatement(Fields.of(new byte[] {1, 2}));

        damaged.forEach(role::voteRequested);
        assertThat(seat.refusals()).containsExactly("MALFORMED");
        job.voteRequests(cohort, 1, 1).forEach(role::voteRequested);

        assertThat(seat.roots()).containsExactly(TestJob.seal(cohort).root());
        assertThat(seat.answers()).isEqualTo(2);
    }

    @Test
    void aDamagedPartIsPutRightByWhatComesAgain() {
        VoteRequest damaged = job.voteRequests(cohort, 1, 1).get(0);
        damaged.getContributors().get(0).setSealedShare(Fields.of(new byte[] {1, 2}));

        role.voteRequested(damaged);
        job.voteRequests(cohort, 1, 1).forEach(role::voteRequested);

        assertThat(seat.refusals()).isEmpty();
        assertThat(seat.roots()).containsExactly(TestJob.seal(cohort).root());
    }

    @Test
    void whoeverAsksAgainAndAgainGetsNoMoreAnswersButTheVoteStillComes() {
        for (int i = 0; i < 1000; i++) {
            role.voteRequested(job.voteRequest(cohort.subList(0, 1), 1));
        }
        assertThat(seat.answers()).isEqualTo(Duty.MAX_REPEATED);
        assertThat(seat.refusals()).containsExactly("COHORT_TOO_SMALL");

        for (int i = 0; i < 100; i++) {
            role.voteRequested(job.voteRequest(cohort, 1));
            role.voteRequested(job.voteRequest(cohort.subList(0, 2), 1));
        }

        assertThat(seat.answers()).isEqualTo(Duty.MAX_REPEATED + 1);
        assertThat(seat.roots()).containsExactly(TestJob.seal(cohort).root());
    }
}
