package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The operator takes a model back while a real fleet trains: the devices follow the chain to the restored version, train
 * on it and on nothing else, and an auditor finds every round in the log.
 */
class RollbackTest {
    private static final DemoOptions ROUNDS = new DemoOptions("fitness", 9, 20, 0, 8, 0, null, 5, null, true);
    /** Rounds in flight, and one that may be announced before the order is read. */
    private static final int MOST_BEFORE = 4;

    @Test
    void devicesTrainOnTheRestoredModelAndItsRoundsAreExact() throws Exception {
        try (Simulation road = Simulation.start(ROUNDS, Silence.progress())) {
            String population = "";
            for (int round = 1; round <= 2; round++) {
                RoundReport report = road.next(() -> {}).report();
                assertThat(report.getStatus()).isEqualTo(RoundStatus.COMPLETED);
                population = report.getPopulation();
            }
            ModelPublished first = models(road).stream()
                    .filter(model -> model.getVersion() == 1)
                    .findFirst()
                    .orElseThrow();
            TaskOrder order = TaskOrder.rollBack(
                    population,
                    new RestoredModel(
                            1,
                            first.getSlicePaths(),
                            manifest(first).sliceDigests().stream()
                                    .map(Digest::hex)
                                    .toList()),
                    1);
            road.cluster().say(Simulation.topics().tasks(), population, order.sign(operator(road)));

            ObservedRound after = road.next(() -> {});
            for (int before = 0; !isOnlyBase(after, order, road); before++) {
                assertThat(before).isLessThan(MOST_BEFORE);
                after = road.next(() -> {});
            }
            assertThat(after.report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(after.report().getModelVersion())
                    .isEqualTo(restored(order, road).version() + 1);
            assertThat(restored(order, road).sliceDigests())
                    .isEqualTo(manifest(first).sliceDigests());
            SealedRound sealed = SealedRound.of(
                    after.announcement(), after.report(), road.fleet().updatesOf(after.report()));
            assertThat(new ExactCheck(road.artifacts()).difference(sealed, after.aggregates()))
                    .isEmpty();
            assertThat(road.audit()).allMatch(AuditedRound::isIdentical);
        }
    }

    private static boolean isOnlyBase(ObservedRound round, TaskOrder order, Simulation road) {
        List<Long> bases =
                round.announcement().bases().stream().map(BaseModel::version).toList();
        return models(road).stream().anyMatch(model -> isFrom(order, model))
                && bases.equals(List.of(restored(order, road).version()));
    }

    private static ModelManifest restored(TaskOrder order, Simulation road) {
        return models(road).stream()
                .filter(model -> isFrom(order, model))
                .map(RollbackTest::manifest)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFrom(TaskOrder order, ModelPublished model) {
        return manifest(model).announcement().equals(order.digest());
    }

    private static List<ModelPublished> models(Simulation road) {
        return road.committedLog().all(Simulation.topics().models(), ModelPublished.class);
    }

    private static ModelManifest manifest(ModelPublished model) {
        return ModelManifest.decode(model.getManifest().array());
    }

    private static OperatorKey operator(Simulation road) throws Exception {
        String seed = Files.readString(road.artifacts().resolveSibling("operator.key"));
        return OperatorKey.fromSeed(HexFormat.of().parseHex(seed));
    }
}
