package dev.tutti.device.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tutti.device.train.PlanRefusedException;
import java.nio.ByteBuffer;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * The session settings a plan may pin, because numbers depend on them: thread counts, graph rewriting, placement.
 * Everything else in TensorFlow's ConfigProto (clusters, remote procedure calls, memory growth …) is the device's own
 * business, and a plan that sets it is refused.
 */
public final class SessionSettings {
    private static final int MAX_CONFIG_BYTES = 4096;
    private static final int MAX_THREADS = 64;

    private SessionSettings() {}

    /**
     * The settings for many short training runs side by side: one thread, no graph rewriting, so that the first step is
     * as quick as the rest and results do not depend on the machine's thread count.
     *
     * @return a configuration that {@link #parse} accepts, to be serialised into a plan
     */
    public static ConfigProto singleThreaded() {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .setGraphOptions(GraphOptions.newBuilder()
                        .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    /**
     * Reads a plan's pinned settings.
     *
     * @param bytes serialised ConfigProto; empty for the runtime's defaults
     * @throws PlanRefusedException if it sets anything a plan may not
     */
    static ConfigProto parse(ByteBuffer bytes) throws PlanRefusedException {
        if (bytes.remaining() > MAX_CONFIG_BYTES) {
            throw new PlanRefusedException(
                    "session config: expected at most " + MAX_CONFIG_BYTES + " bytes, got " + bytes.remaining());
        }
        ConfigProto asked;
        try {
            asked = ConfigProto.parseFrom(bytes.duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new PlanRefusedException("session config: expected a serialised ConfigProto, got other bytes", e);
        }
        if (!asked.equals(honoured(asked))) {
            throw new PlanRefusedException("session config: expected thread counts, graph rewriting, optimisation level"
                    + " and soft placement only, got other settings");
        }
        checkThreads("intra-op threads", asked.getIntraOpParallelismThreads());
        checkThreads("inter-op threads", asked.getInterOpParallelismThreads());
        return asked;
    }

    /** The same settings with everything a plan may not set left out. */
    private static ConfigProto honoured(ConfigProto asked) {
        ConfigProto.Builder kept = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(asked.getIntraOpParallelismThreads())
                .setInterOpParallelismThreads(asked.getInterOpParallelismThreads())
                .setUsePerSessionThreads(asked.getUsePerSessionThreads())
                .setAllowSoftPlacement(asked.getAllowSoftPlacement());
        if (asked.hasGraphOptions()) {
            GraphOptions options = asked.getGraphOptions();
            GraphOptions.Builder graph = GraphOptions.newBuilder();
            if (options.hasOptimizerOptions()) {
                graph.setOptimizerOptions(OptimizerOptions.newBuilder()
                        .setOptLevelValue(options.getOptimizerOptions().getOptLevelValue()));
            }
            if (options.hasRewriteOptions()) {
                graph.setRewriteOptions(RewriterConfig.newBuilder()
                        .setDisableMetaOptimizer(options.getRewriteOptions().getDisableMetaOptimizer()));
            }
            kept.setGraphOptions(graph);
        }
        return kept.build();
    }

    private static void checkThreads(String what, int threads) throws PlanRefusedException {
        if (threads < -1 || threads > MAX_THREADS) {
            throw new PlanRefusedException(
                    "session config: expected " + what + " in -1 … " + MAX_THREADS + ", got " + threads);
        }
    }
}
