package dev.tutti.device.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.round.Noticeboard;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A model that the operator did not sign: whoever can have a device train on weights of their own can make it say what
 * they like about its examples (docs/protocol.md, "Device, before it masks").
 */
final class ForgedModelAttackTest {
    private final Network network = new Network();
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(network, clock);
    private final SignedModel honest = operator.publishNext();
    private final Noticeboard board = new Noticeboard();

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void withoutTheSignatureCheckTheDeviceTrainsOnTheForgersWeights(Forgery forgery) throws Exception {
        board.publish(honest);
        board.publish(SignedModel.unverified(forge(forgery)).orElseThrow());

        SignedModel trainedOn = board.newestModel().orElseThrow();

        assertThat(new Artifacts(network.endpoint()).weights(trainedOn, TestOperator.DIMENSION))
                .containsOnly(666f);
    }

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void aForgedModelIsNoModel(Forgery forgery) throws Exception {
        board.publish(honest);
        Optional<SignedModel> read =
                SignedModel.read(forge(forgery), operator.trust().operator());
        assertThat(read).isEmpty();
        assertThat(board.newestModel()).hasValue(honest);
    }

    @Test
    void aModelOfAnotherTaskDoesNotMakeTheDeviceForgetTheChain() {
        SignedModel next = operator.publishNext();
        SignedModel fork = renamed(TestOperator.TASK, 1, Digest.sha256(new byte[1]));
        assertThat(board.publish(honest)).isTrue();
        assertThat(board.publish(next)).isTrue();
        assertThat(board.publish(fork)).isFalse();

        assertThat(board.publish(renamed("another", 0, Digest.zero()))).isTrue();

        assertThat(board.publish(fork)).isFalse();
        assertThat(board.publish(honest)).isFalse();
    }

    @Test
    void noOperatorFillsTheMemoryOfADeviceWithTasks() {
        for (int i = 0; i < 1000; i++) {
            board.publish(renamed("task" + i, 0, Digest.zero()));
        }
        assertThat(board.newestModel().orElseThrow().manifest().task()).isEqualTo("task15");
        assertThat(board.publish(
                        renamed("task3", 1, renamed("task3", 0, Digest.zero()).digest())))
                .isTrue();
    }

    private SignedModel renamed(String task, long version, Digest previous) {
        ModelManifest like = honest.manifest();
        ModelManifest manifest = new ModelManifest(
                like.population(),
                task,
                version,
                previous,
                like.planDigest(),
                like.announcement(),
                like.sliceDigests());
        return new SignedModel(manifest, manifest.digest(), List.of("somewhere"));
    }

    /** Where the signature comes from. */
    private enum Forgery {
        SOMEBODY_ELSES_KEY,
        THE_OPERATORS_OVER_ANOTHER_MANIFEST,
        THE_OPERATORS_UNDER_ANOTHER_LABEL,
        NONE
    }

    private ModelPublished forge(Forgery forgery) {
        float[] weights = new float[TestOperator.DIMENSION];
        Arrays.fill(weights, 666);
        ModelPublished published = operator.published(operator.next(weights));
        byte[] manifest = published.getManifest().array();
        byte[] signature = switch (forgery) {
            case SOMEBODY_ELSES_KEY -> new TestOperator(new Network(), clock).signature(ModelManifest.LABEL, manifest);
            case THE_OPERATORS_OVER_ANOTHER_MANIFEST ->
                operator.signature(ModelManifest.LABEL, honest.manifest().encode());
            case THE_OPERATORS_UNDER_ANOTHER_LABEL -> operator.signature(Announcement.LABEL, manifest);
            case NONE -> new byte[0];
        };
        published.setOperatorSignature(ByteBuffer.wrap(signature));
        return published;
    }
}
