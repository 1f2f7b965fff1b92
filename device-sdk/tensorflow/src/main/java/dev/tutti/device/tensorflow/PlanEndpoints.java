package dev.tutti.device.tensorflow;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.model.TrainingPlan;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** A plan's roles, found in its imported graph and checked for kind, type and rank. */
final class PlanEndpoints {
    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9.][A-Za-z0-9_./-]{0,255})(?::(\\d{1,4}))?");

    private final Map<PlanRole, Output<?>> tensors = new EnumMap<>(PlanRole.class);
    private final Map<PlanRole, GraphOperation> targets = new EnumMap<>(PlanRole.class);

    private PlanEndpoints() {}

    /**
     * Resolves every role of the plan.
     *
     * @throws PlanRefusedException naming the role that is missing or not what {@link PlanRole} says
     */
    static PlanEndpoints resolve(Graph graph, TrainingPlan plan) throws PlanRefusedException {
        PlanEndpoints endpoints = new PlanEndpoints();
        for (PlanRole role : PlanRole.values()) {
            endpoints.resolve(graph, plan, role);
        }
        endpoints.checkSizes(plan);
        return endpoints;
    }

    private void resolve(Graph graph, TrainingPlan plan, PlanRole role) throws PlanRefusedException {
        String what = "endpoint " + role.wireName();
        String name = plan.getEndpoints().get(role.wireName());
        if (name == null) {
            throw new PlanRefusedException(what + ": expected by this trainer, the plan names none");
        }
        Matcher matcher = ENDPOINT.matcher(name);
        if (!matcher.matches()) {
            throw new PlanRefusedException(what + ": expected a graph name, optionally with :output");
        }
        GraphOperation operation = graph.operation(matcher.group(1));
        if (operation == null) {
            throw new PlanRefusedException(what + ": the graph has no operation " + name);
        }
        if (role.kind() == PlanRole.Kind.TARGET) {
            targets.put(role, operation);
            return;
        }
        int index = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        if (index >= operation.numOutputs()) {
            throw new PlanRefusedException(
                    what + ": " + name + " has " + operation.numOutputs() + " outputs, not more than " + index);
        }
        if (role.kind() == PlanRole.Kind.PLACEHOLDER && !operation.type().equals("Placeholder")) {
            throw new PlanRefusedException(what + ": expected a Placeholder, " + name + " is " + operation.type());
        }
        Output<?> output = operation.output(index);
        DataType type = output.dataType();
        int rank = output.shape().numDimensions();
        boolean rankFits = rank == role.rank() || rank == Shape.UNKNOWN_SIZE;
        if (type != role.type() || !rankFits) {
            throw new PlanRefusedException(what + ": expected " + role.type() + " of rank " + role.rank() + ", " + name
                    + " is " + type + " of rank " + rank);
        }
        tensors.put(role, output);
    }

    private void checkSizes(TrainingPlan plan) throws PlanRefusedException {
        checkSize(PlanRole.FEATURES, 1, plan.getFeatures());
        checkSize(PlanRole.WEIGHTS_IN, 0, plan.getDimension());
        checkSize(PlanRole.WEIGHTS_OUT, 0, plan.getDimension());
    }

    private void checkSize(PlanRole role, int axis, int expected) throws PlanRefusedException {
        Shape shape = tensor(role).shape();
        if (shape.isUnknown() || shape.get(axis) == Shape.UNKNOWN_SIZE || shape.get(axis) == expected) {
            return;
        }
        throw new PlanRefusedException(
                "endpoint " + role.wireName() + ": expected size " + expected + ", got " + shape.get(axis));
    }

    Output<?> tensor(PlanRole role) {
        return found(tensors.get(role), role);
    }

    GraphOperation target(PlanRole role) {
        return found(targets.get(role), role);
    }

    private static <T> T found(@Nullable T endpoint, PlanRole role) {
        if (endpoint == null) {
            throw new IllegalArgumentException("expected a role of this kind, got " + role);
        }
        return endpoint;
    }
}
