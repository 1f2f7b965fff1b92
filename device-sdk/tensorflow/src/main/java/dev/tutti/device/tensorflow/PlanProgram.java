package dev.tutti.device.tensorflow;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.model.TrainingPlan;
import java.util.ArrayDeque;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/**
 * A plan that was inspected and imported: one graph, and as many sessions as there were training runs at the same time.
 * Idle sessions wait here for the next run, because swapping weights takes microseconds and a new session's first step
 * tens of milliseconds. Safe for use from several threads.
 */
final class PlanProgram implements AutoCloseable {
    private final Graph graph;
    private final PlanEndpoints endpoints;
    private final ConfigProto config;
    private final int dimension;
    private final ArrayDeque<PlanSession> idle = new ArrayDeque<>();

    private PlanProgram(Graph graph, PlanEndpoints endpoints, ConfigProto config, int dimension) {
        this.graph = graph;
        this.endpoints = endpoints;
        this.config = config;
        this.dimension = dimension;
    }

    /**
     * Checks and imports a plan.
     *
     * @throws PlanRefusedException if it holds anything this trainer does not run
     */
    static PlanProgram load(TrainingPlan plan) throws PlanRefusedException {
        checkNumbers(plan);
        ConfigProto config = SessionSettings.parse(plan.getSessionConfig());
        GraphDef definition = PlanInspector.inspect(plan.getGraphDef());
        Graph graph = new Graph();
        try {
            graph.importGraphDef(definition);
            return new PlanProgram(graph, PlanEndpoints.resolve(graph, plan), config, plan.getDimension());
        } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
            graph.close();
            throw new PlanRefusedException("graph: the runtime does not import it: " + brief(e), e);
        } catch (PlanRefusedException e) {
            graph.close();
            throw e;
        }
    }

    private static void checkNumbers(TrainingPlan plan) throws PlanRefusedException {
        check("dimension", plan.getDimension(), 1, (int) PlanInspector.MAX_ELEMENTS);
        check("features", plan.getFeatures(), 1, 1 << 20);
        check("classes", plan.getClasses(), 2, 1 << 20);
        check("batch size", plan.getBatchSize(), 1, 4096);
        check("epochs", plan.getEpochs(), 1, 1000);
        float rate = plan.getLearningRate();
        if (!(rate > 0 && rate <= 1000)) {
            throw new PlanRefusedException("learning rate: expected above 0, at most 1000, got " + rate);
        }
    }

    private static void check(String what, int value, int least, int most) throws PlanRefusedException {
        if (value < least || value > most) {
            throw new PlanRefusedException(what + ": expected " + least + " … " + most + ", got " + value);
        }
    }

    /** A session for one run. Give it back with {@link #release}, or close it when the run failed. */
    PlanSession acquire() {
        synchronized (idle) {
            PlanSession session = idle.pollFirst();
            if (session != null) {
                return session;
            }
        }
        return new PlanSession(new Session(graph, false, config), endpoints, dimension);
    }

    void release(PlanSession session) {
        synchronized (idle) {
            idle.addFirst(session);
        }
    }

    /** Frees the graph and its idle sessions. No session may be in use. */
    @Override
    public void close() {
        synchronized (idle) {
            idle.forEach(PlanSession::close);
            idle.clear();
        }
        graph.close();
    }

    /** What the runtime said, short enough for a reason. */
    static String brief(RuntimeException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.length() <= 200 ? message : message.substring(0, 200) + " …";
    }
}
