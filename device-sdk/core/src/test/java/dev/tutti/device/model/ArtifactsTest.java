package dev.tutti.device.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nothing is trained on that the operator did not sign, byte for byte. */
final class ArtifactsTest {
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, new TestClock());
    private final SignedModel model = operator.publishNext();
    private final Artifacts artifacts = new Artifacts(network.endpoint());

    @Test
    void aSignedModelComesWithItsPlanAndWeights() throws Exception {
        SignedModel second = operator.publishNext();
        assertThat(artifacts.plan(second.manifest().planDigest()).getDimension())
                .isEqualTo(TestOperator.DIMENSION);
        assertThat(artifacts.weights(second, TestOperator.DIMENSION))
                .hasSize(TestOperator.DIMENSION)
                .containsOnly(1f);
    }

    @Test
    void aTamperedSliceIsRefused() {
        byte[] slice = new byte[TestOperator.DIMENSION * Float.BYTES];
        slice[7] = 1;
        network.store(model.slicePaths().get(0), slice);
        assertThatThrownBy(() -> artifacts.weights(model, TestOperator.DIMENSION))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("slice 0");
    }

    @Test
    void aTamperedPlanIsRefused() {
        Digest plan = model.manifest().planDigest();
        network.store("plans/" + plan.hex(), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> artifacts.plan(plan)).isInstanceOf(ArtifactRefusedException.class);
    }

    @Test
    void aPlanThatIsNoPlanIsRefusedThoughItsDigestHolds() {
        byte[] noPlan = {1, 2, 3};
        network.store("plans/" + Digest.sha256(noPlan).hex(), noPlan);
        assertThatThrownBy(() -> artifacts.plan(Digest.sha256(noPlan))).isInstanceOf(ArtifactRefusedException.class);
    }

    @Test
    void aModelOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> artifacts.weights(model, TestOperator.DIMENSION + 1))
                .isInstanceOf(ArtifactRefusedException.class);
        assertThatThrownBy(() -> artifacts.weights(model, TestOperator.DIMENSION - 1))
                .isInstanceOf(TransportException.class);
    }

    @Test
    void aModelWithANumberThatIsNoneIsRefused() {
        SignedModel broken = operator.next(Float.NaN);
        assertThatThrownBy(() -> artifacts.weights(broken, TestOperator.DIMENSION))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("finite");
    }

    @Test
    void aMissingArtifactIsATransportMatter() {
        assertThatThrownBy(() -> artifacts.plan(Digest.zero().equals(model.digest()) ? Digest.zero() : model.digest()))
                .isInstanceOf(TransportException.class);
    }

    @Test
    void aManifestIsReadOnlyWithTheOperatorsSignature() {
        ModelPublished published = operator.published(model);
        assertThat(read(published)).hasValue(model);

        published.setOperatorSignature(ByteBuffer.wrap(new byte[64]));
        assertThat(read(published)).isEmpty();
        ModelPublished foreign = new TestOperator(network, new TestClock()).published(model);
        assertThat(read(foreign)).isEmpty();
    }

    @Test
    void aManifestNeedsOnePathPerSlice() {
        ModelPublished published = operator.published(model);
        published.setSlicePaths(List.of());
        assertThat(read(published)).isEmpty();
    }

    @Test
    void aForkOfTheModelChainIsNotFollowed() {
        ModelManifest manifest = model.manifest();
        SignedModel next = operator.publishNext();
        SignedModel fork = with(next.manifest(), 1, Digest.sha256(new byte[1]));
        SignedModel later = with(next.manifest(), 5, Digest.sha256(new byte[2]));

        assertThat(model.mayBeFollowedBy(next)).isTrue();
        assertThat(model.mayBeFollowedBy(fork)).isFalse();
        assertThat(model.mayBeFollowedBy(later)).isTrue();
        assertThat(next.mayBeFollowedBy(model)).isFalse();
        assertThat(model.mayBeFollowedBy(new SignedModel(manifest, model.digest(), List.of())))
                .isFalse();
    }

    private Optional<SignedModel> read(ModelPublished published) {
        return SignedModel.read(published, operator.trust().operator());
    }

    private static SignedModel with(ModelManifest like, long version, Digest previous) {
        ModelManifest manifest = new ModelManifest(
                like.population(),
                like.task(),
                version,
                previous,
                like.planDigest(),
                like.announcement(),
                like.sliceDigests());
        return new SignedModel(manifest, manifest.digest(), List.of("somewhere"));
    }
}
