package dev.tutti.device.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.model.TrainingPlan;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A plan is input from outside: each of these must be refused, with a reason, before the runtime sees it. */
class RefusedPlansTest {
    @Test
    void aPlanWithAKnownGraphIsAccepted() throws Exception {
        PlanProgram.load(TinyPlan.withMomentum(0)).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadFile",
                "WriteFile",
                "SaveV2",
                "RestoreV2",
                "PyFunc",
                "EagerPyFunc",
                "RemoteCall",
                "PrintV2",
                "VariableV2",
                "RandomUniform",
                "PartitionedCall",
                "StatelessPartitionedCall",
                "While",
                "If",
                "LoadLibrary",
                "SomethingNew"
            })
    void anOperationOutsideTheListIsRefusedByName(String operation) throws Exception {
        NodeDef node = NodeDef.newBuilder().setName("trojan").setOp(operation).build();

        assertRefused(
                edited(graph -> graph.addNode(node)),
                "node trojan: operation " + operation + " is not on the allow-list");
        assertRefused(
                edited(graph -> graph.setLibrary(libraryWith(node))),
                "node trojan of function hidden: operation " + operation + " is not on the allow-list");
    }

    @Test
    void aNameOfThePlansChoosingDoesNotFloodOrForgeALogLine() throws Exception {
        NodeDef node = NodeDef.newBuilder()
                .setName("a\nb" + "x".repeat(100_000))
                .setOp("Evil")
                .build();

        assertRefused(edited(graph -> graph.addNode(node)), "node a?bxxx");
    }

    @Test
    void aGraphTheRuntimeItselfBuiltWithAFileReadIsRefused() {
        TrainingPlan plan = TinyPlan.alsoHolding((tf, graph) -> tf.io.readFile(tf.constant("/etc/hostname")));

        assertRefused(plan, "operation ReadFile is not on the allow-list");
    }

    @Test
    void callsOfFunctionsHiddenInAttributesAreRefused() throws Exception {
        AttrValue call = AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName("hidden"))
                .build();
        AttrValue calls = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder()
                        .addFunc(NameAttrList.newBuilder().setName("hidden")))
                .build();

        assertRefused(edited(graph -> graph.addNode(noOp().putAttr("f", call))), "expected no function calls");
        assertRefused(edited(graph -> graph.addNode(noOp().putAttr("f", calls))), "expected no function calls");
    }

    @Test
    void devicesElsewhereAreRefused() throws Exception {
        assertRefused(
                edited(graph -> graph.addNode(noOp().setDevice("/job:worker/task:1"))), "expected a local device");
    }

    @Test
    void constantsOfOtherThingsThanNumbersAreRefused() throws Exception {
        assertRefused(
                edited(graph -> graph.addNode(constant(DataType.DT_STRING, 1))), "expected a constant of numbers");
        assertRefused(
                edited(graph -> graph.addNode(constant(DataType.DT_VARIANT, 1))), "expected a constant of numbers");
    }

    @Test
    void aFewBytesThatDeclareAHugeConstantOrVariableAreRefused() throws Exception {
        assertRefused(edited(graph -> graph.addNode(constant(DataType.DT_FLOAT, 1L << 40))), "expected sizes in");
        assertRefused(
                edited(graph -> graph.addNode(constant(DataType.DT_FLOAT, 1 << 20, 1 << 20))), "over all constants");
        assertRefused(edited(graph -> graph.addNode(constant(DataType.DT_FLOAT, -1))), "expected sizes in");
        AttrValue large =
                AttrValue.newBuilder().setShape(shape(1 << 14, 1 << 14)).build();
        NodeDef.Builder variable =
                NodeDef.newBuilder().setName("large").setOp("VarHandleOp").putAttr("shape", large);
        assertRefused(edited(graph -> graph.addNode(variable)), "over all variables");
    }

    @Test
    void bytesThatAreNoGraphAreRefused() {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        plan.setGraphDef(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        assertRefused(plan, "expected a serialised GraphDef");
        plan.setGraphDef(ByteBuffer.allocate(PlanInspector.MAX_GRAPH_BYTES + 1));
        assertRefused(plan, "expected at most");
        plan.setGraphDef(ByteBuffer.allocate(0));
        assertRefused(plan, "expected at least one node");
    }

    @Test
    void aGraphThatDoesNotHoldTogetherIsRefused() throws Exception {
        NodeDef dangling = NodeDef.newBuilder()
                .setName("dangling")
                .setOp("Relu")
                .addInput("nowhere")
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
                .build();

        assertRefused(edited(graph -> graph.addNode(dangling)), "the runtime does not import it");
    }

    @ParameterizedTest
    @EnumSource(PlanRole.class)
    void everyMissingRoleIsNamed(PlanRole role) {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        Map<String, String> endpoints = new HashMap<>(plan.getEndpoints());
        endpoints.remove(role.wireName());
        plan.setEndpoints(endpoints);

        assertRefused(plan, "endpoint " + role.wireName() + ": expected by this trainer");
    }

    @Test
    void endpointsOfTheWrongKindAreRefused() {
        assertRefused(pointing(PlanRole.LOSS, "nothing"), "endpoint loss: the graph has no operation nothing");
        assertRefused(pointing(PlanRole.LOSS, "correct"), "endpoint loss: expected DT_FLOAT of rank 0");
        assertRefused(pointing(PlanRole.LOSS, "loss:1"), "has 1 outputs");
        assertRefused(pointing(PlanRole.FEATURES, "loss"), "endpoint features: expected a Placeholder");
        assertRefused(pointing(PlanRole.WEIGHTS_OUT, "loss"), "endpoint weights_out: expected DT_FLOAT of rank 1");
        assertRefused(pointing(PlanRole.TRAIN, "../etc/passwd:x"), "expected a graph name");
    }

    @Test
    void numbersThatDoNotFitTheGraphAreRefused() {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        plan.setDimension(7);
        assertRefused(plan, "endpoint weights_in: expected size 7, got 6");
        plan.setDimension(0);
        assertRefused(plan, "dimension: expected 1");
        TrainingPlan rate = TinyPlan.withMomentum(0);
        rate.setLearningRate(Float.NaN);
        assertRefused(rate, "learning rate");
        TrainingPlan epochs = TinyPlan.withMomentum(0);
        epochs.setEpochs(1_000_000);
        assertRefused(epochs, "epochs: expected 1 … 1000");
    }

    @Test
    void sessionSettingsBeyondNumericsAreRefused() {
        TrainingPlan remote = TinyPlan.withMomentum(0);
        remote.setSessionConfig(ByteBuffer.wrap(ConfigProto.newBuilder()
                .setIsolateSessionState(true)
                .setOperationTimeoutInMs(1)
                .build()
                .toByteArray()));
        assertRefused(remote, "session config: expected thread counts");
        TrainingPlan threads = TinyPlan.withMomentum(0);
        threads.setSessionConfig(ByteBuffer.wrap(ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(5000)
                .build()
                .toByteArray()));
        assertRefused(threads, "intra-op threads in -1 … 64");
        TrainingPlan garbage = TinyPlan.withMomentum(0);
        garbage.setSessionConfig(ByteBuffer.wrap(new byte[] {-1, -1, -1}));
        assertRefused(garbage, "expected a serialised ConfigProto");
    }

    private interface Edit {
        void on(GraphDef.Builder graph);
    }

    private static TrainingPlan edited(Edit edit) throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        GraphDef.Builder graph = GraphDef.parseFrom(plan.getGraphDef()).toBuilder();
        edit.on(graph);
        plan.setGraphDef(ByteBuffer.wrap(graph.build().toByteArray()));
        return plan;
    }

    private static TrainingPlan pointing(PlanRole role, String name) {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        Map<String, String> endpoints = new HashMap<>(plan.getEndpoints());
        endpoints.put(role.wireName(), name);
        plan.setEndpoints(endpoints);
        return plan;
    }

    private static FunctionDefLibrary libraryWith(NodeDef node) {
        return FunctionDefLibrary.newBuilder()
                .addFunction(FunctionDef.newBuilder()
                        .setSignature(OpDef.newBuilder().setName("hidden"))
                        .addAllNodeDef(List.of(node)))
                .build();
    }

    private static NodeDef.Builder noOp() {
        return NodeDef.newBuilder().setName("extra").setOp("NoOp");
    }

    private static NodeDef constant(DataType type, long... sizes) {
        TensorProto value = TensorProto.newBuilder()
                .setDtype(type)
                .setTensorShape(shape(sizes))
                .build();
        return NodeDef.newBuilder()
                .setName("constant")
                .setOp("Const")
                .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }

    private static TensorShapeProto shape(long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long size : sizes) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return shape.build();
    }

    private static void assertRefused(TrainingPlan plan, String reason) {
        assertThatThrownBy(() -> PlanProgram.load(plan))
                .isInstanceOf(PlanRefusedException.class)
                .hasMessageContaining(reason)
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).hasSizeLessThan(400));
    }
}
