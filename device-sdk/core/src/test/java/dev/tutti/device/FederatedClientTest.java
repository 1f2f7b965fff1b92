package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of one device, whatever the day brings. */
final class FederatedClientTest {
    private final World world = new World();

    @TempDir
    private Path directory;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void aRunSendsChunksThenSharesThenTheHeaderAndSaysSo() {
        world.operator.publishNext();
        Announcement terms = world.announce(1, 1);
        try (FederatedClient client = world.client(directory).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.UPLOADED);
            assertThat(result.outcome()).isEqualTo(ContributionResult.SUCCESS);
            assertThat(result.participation().orElseThrow().announcement()).isEqualTo(terms.digest());
            assertThat(result.participation().orElseThrow().base())
                    .isEqualTo(terms.bases().get(0));
            assertThat(world.network.sent().stream()
                            .map(record -> record.getClass().getSimpleName()))
                    .containsExactly("UpdateChunk", "ShareBlob", "ShareBlob", "ShareBlob", "ShareBlob", "UpdateHeader");
            assertThat(world.network.sent(ShareBlob.class)).hasSize(TestOperator.MEMBERS);
            EgressEntry entry = client.egressLog().entries().get(0);
            assertThat(entry.kind()).isEqualTo(EgressKind.UPDATE);
            assertThat(entry.round()).isEqualTo("fitness/test/gait/1.1.0");
            assertThat(entry.announcement()).hasValue(terms.digest().hex());
            assertThat(entry.bytes()).isEqualTo(result.bytesOut()).isPositive();
        }
    }

    @Test
    void theRoundMayOpenAfterTraining() {
        world.operator.publishNext();
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofSeconds(20)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            world.announce(1, 1);

            assertThat(run.join().state()).isEqualTo(AssignmentState.UPLOADED);
            assertThat(world.trainer.given()).hasSize(1);
        }
    }

    @Test
    void aRoundAnnouncedEarlyIsJoinedOnceItOpens() {
        world.operator.publishNext();
        Duration early = Duration.ofSeconds(1);
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofSeconds(20)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            world.clock.advance(early);
            Announcement terms = world.operator.terms(1, 1, checkIns());
            world.clock.advance(early.negated());
            world.network.announce(world.operator.sign(terms));
            world.settle();
            assertThat(run).isNotDone();
            world.clock.advance(early);

            assertThat(run.join().state()).isEqualTo(AssignmentState.UPLOADED);
        }
    }

    @Test
    void aDeviceInUseNeitherTrainsNorSends() {
        world.operator.publishNext();
        world.announce(1, 1);
        Conditions inUse = new Conditions(false, true, true, 100, Conditions.Thermal.NORMAL);
        try (FederatedClient client = world.client(directory).build()) {
            world.settle();
            RunResult result = client.runOnce(inUse);

            assertThat(result.state()).isEqualTo(AssignmentState.NOT_ELIGIBLE);
            assertThat(result.reason()).isEqualTo("IN_USE");
            assertThat(world.trainer.given()).isEmpty();
            assertThat(world.network.sent()).isEmpty();
        }
    }

    @Test
    void nothingLeavesWhenConditionsChangeAfterTraining() {
        world.operator.publishNext();
        world.announce(1, 1);
        Conditions metered = new Conditions(true, true, false, 100, Conditions.Thermal.NORMAL);
        try (FederatedClient client = world.client(directory).build()) {
            world.settle();
            RunResult result = client.runOnce(() -> world.trainer.given().isEmpty() ? Conditions.ideal() : metered);

            assertThat(result.state()).isEqualTo(AssignmentState.NOT_ELIGIBLE);
            assertThat(result.reason()).isEqualTo("METERED");
            assertThat(world.network.sent()).isEmpty();
        }
    }

    @Test
    void aDeviceWithoutExamplesContributesNothing() {
        world.operator.publishNext();
        world.announce(1, 1);
        try (FederatedClient client =
                world.client(directory).exampleStore(new TestExamples(0, 5)).build()) {
            assertThat(world.run(client).state()).isEqualTo(AssignmentState.EXAMPLES_FAILED);
        }
    }

    @Test
    void withoutAModelARunTimesOut() {
        try (FederatedClient client = world.client(directory).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.TIMEOUT);
            assertThat(result.outcome()).isEqualTo(ContributionResult.FAIL);
        }
    }

    @Test
    void withoutARoundARunEndsTrained() {
        world.operator.publishNext();
        try (FederatedClient client = world.client(directory).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.TRAINED);
            assertThat(result.reason()).isEqualTo("NO_OPEN_ROUND");
        }
    }

    @Test
    void anAnnouncementNobodySignedIsNotJoined() {
        world.operator.publishNext();
        byte[] terms = world.operator.terms(1, 1, checkIns()).encode();
        RoundAnnouncement forged = TestOperator.envelope(terms, new byte[64]);
        world.network.announce(forged);

        assertRefused("NO_OPEN_ROUND");
    }

    @Test
    void anAnnouncementBelowTheFloorIsNotJoinedAndItsReasonIsTold() {
        world.operator.publishNext();
        world.announce(1, 1);
        try (FederatedClient client = world.client(directory)
                .privacyFloor(TestOperator.floor().atLeastContributors(100))
                .build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.TRAINED);
            assertThat(result.reason()).startsWith("TOO_FEW_CONTRIBUTORS");
            assertThat(world.network.sent()).isEmpty();
        }
    }

    @Test
    void theProductionFloorIsTheDefaultAndRefusesASmallCohort() {
        assertThat(PrivacyFloor.production().minContributors()).isEqualTo(100);
        assertThat(PrivacyFloor.production().atLeastContributors(3).minContributors())
                .isEqualTo(100);
    }

    @Test
    void aTamperedModelSliceIsNotTrainedOn() {
        SignedModel model = world.operator.publishNext();
        world.announce(1, 1);
        world.network.store(model.slicePaths().get(0), new byte[TestOperator.DIMENSION * Float.BYTES]);
        world.network.store(model.slicePaths().get(0), new byte[] {1, 2, 3, 4});
        try (FederatedClient client = world.client(directory).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.MODEL_FAILED);
            assertThat(result.reason()).startsWith("ARTIFACT_REFUSED");
            assertThat(world.trainer.given()).isEmpty();
        }
    }

    @Test
    void aModelTheOperatorDidNotSignIsNoModel() {
        SignedModel model = world.operator.next(1);
        ModelPublished forged = world.operator.published(model);
        forged.setOperatorSignature(ByteBuffer.wrap(new byte[64]));
        world.network.publish(forged);
        try (FederatedClient client = world.client(directory).build()) {
            assertThat(world.run(client).state()).isEqualTo(AssignmentState.TIMEOUT);
        }
    }

    @Test
    void aTrivialUpdateStaysOnTheDevice() {
        world.trainer.scaled(0);
        world.operator.publishNext();
        world.announce(1, 1);

        assertRefused("TRIVIAL_UPDATE");
    }

    @Test
    void aDeviceTrainsAnewWhenTheRoundHasMovedOnToANewerModel() {
        world.operator.publishNext();
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofSeconds(20)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            SignedModel second = world.operator.publishNext();
            world.announce(1, 1);

            assertThat(run.join().participation().orElseThrow().base()).isEqualTo(new BaseModel(1, second.digest(), 0));
            assertThat(world.trainer.given()).hasSize(2);
        }
    }

    @Test
    void aDeviceIsStaleNotLostWhenItsBaseIsStillListed() {
        SignedModel first = world.operator.publishNext();
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofSeconds(20)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            world.operator.publishNext();
            Announcement newest = world.operator.terms(1, 1, checkIns());
            Announcement both = Terms.withBases(
                    newest, List.of(first.asBase(), newest.bases().get(0)));
            world.network.announce(world.operator.sign(both));

            assertThat(run.join().participation().orElseThrow().base()).isEqualTo(first.asBase());
            assertThat(world.trainer.given()).hasSize(1);
        }
    }

    @Test
    void cancellingEndsAWaitAtOnce() {
        world.operator.publishNext();
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofHours(1)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            client.cancel("another/population");
            assertThat(run).isNotDone();
            client.cancel(TestOperator.POPULATION);

            assertThat(run.join().reason()).isEqualTo("CANCELLED");
        }
    }

    @Test
    void oneRunAtATime() {
        try (FederatedClient client =
                world.client(directory).patience(Duration.ofHours(1)).build()) {
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);

            assertThatThrownBy(() -> client.start(Conditions::ideal)).isInstanceOf(IllegalStateException.class);
            client.cancel(TestOperator.POPULATION);
            assertThat(run.join().state()).isEqualTo(AssignmentState.TIMEOUT);
        }
    }

    @Test
    void aScheduledClientRunsByItself() {
        world.operator.publishNext();
        world.announce(1, 1);
        AtomicInteger asked = new AtomicInteger();
        try (FederatedClient client = world.client(directory)
                .conditions(() -> {
                    asked.incrementAndGet();
                    return Conditions.ideal();
                })
                .patience(Duration.ofSeconds(20))
                .build()) {
            client.schedule(TrainingRequest.recurring(Duration.ofHours(12)).build());

            await().until(() -> !world.network.sent(UpdateHeader.class).isEmpty());
            assertThat(asked).hasPositiveValue();
        }
    }

    @Test
    void aClientThatCannotWatchConditionsCannotBeScheduled() {
        try (FederatedClient client = world.client(directory).build()) {
            TrainingRequest request =
                    TrainingRequest.recurring(Duration.ofHours(12)).build();
            assertThatThrownBy(() -> client.schedule(request)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anAppMayKeepItsDevicesOutOfCommittees() {
        try (FederatedClient client = world.client(directory).build()) {
            assertThat(client.egressLog().entries()).isEmpty();
        }
        assertThat(world.network.sent(CheckIn.class)).isEmpty();
    }

    @Test
    void anInterruptedUploadIsResumedWithIdenticalBytes() {
        world.operator.publishNext();
        world.announce(1, 1);
        Network.Endpoint flaky = world.network.endpoint().failingFrom(3);
        try (FederatedClient client =
                world.client(directory, world.operator.enrol(), flaky).build()) {
            RunResult cut = world.run(client);
            assertThat(cut.state()).isEqualTo(AssignmentState.INTERRUPTED);
            assertThat(cut.outcome()).isEqualTo(ContributionResult.PARTIAL);
            flaky.failingFrom(Integer.MAX_VALUE);

            RunResult resumed = world.run(client);

            assertThat(resumed.state()).isEqualTo(AssignmentState.UPLOADED);
            assertThat(resumed.participation()).isEqualTo(cut.participation());
            assertThat(world.trainer.given()).hasSize(1);
            List<UpdateChunk> chunks = world.network.sent(UpdateChunk.class);
            assertThat(chunks).hasSize(2);
            assertThat(chunks.get(0)).isEqualTo(chunks.get(1));
        }
    }

    private void assertRefused(String reason) {
        try (FederatedClient client = world.client(directory).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.TRAINED);
            assertThat(result.reason()).startsWith(reason);
            assertThat(world.network.sent()).isEmpty();
        }
    }

    private List<SignedCheckIn> checkIns() {
        return world.committee.stream().map(member -> member.checkIn()).toList();
    }
}
