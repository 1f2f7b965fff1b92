package dev.tutti.device.tensorflow;

import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * The named endpoints of a plan's graph. Every role must be present in {@code TrainingPlan.endpoints} and point at an
 * operation or tensor of the kind, type and rank said here.
 */
public enum PlanRole {
    /** Placeholder, float32 [batch, features]: one row per example. */
    FEATURES("features", Kind.PLACEHOLDER, DataType.DT_FLOAT, 2),
    /** Placeholder, int32 [batch]: class of each row. */
    LABELS("labels", Kind.PLACEHOLDER, DataType.DT_INT32, 1),
    /** Placeholder, float32 scalar: step size. */
    LEARNING_RATE("learning_rate", Kind.PLACEHOLDER, DataType.DT_FLOAT, 0),
    /** Placeholder, float32 [dimension]: the flat weights that {@link #WEIGHTS_SET} assigns. */
    WEIGHTS_IN("weights_in", Kind.PLACEHOLDER, DataType.DT_FLOAT, 1),
    /** Operation: assigns the fed flat weights to the trainable variables, bit for bit. */
    WEIGHTS_SET("weights_set", Kind.TARGET, null, -1),
    /** Tensor, float32 [dimension]: the trainable variables, flat, in the order of {@link #WEIGHTS_IN}. */
    WEIGHTS_OUT("weights_out", Kind.TENSOR, DataType.DT_FLOAT, 1),
    /** Operation: one optimiser step on the fed batch. */
    TRAIN("train", Kind.TARGET, null, -1),
    /** Tensor, float32 scalar: mean loss over the fed batch. */
    LOSS("loss", Kind.TENSOR, DataType.DT_FLOAT, 0),
    /** Tensor, int32 scalar: how many rows of the fed batch are classified correctly. */
    CORRECT("correct", Kind.TENSOR, DataType.DT_INT32, 0),
    /** Operation: gives every variable, optimiser state included, its starting value. */
    INIT("init", Kind.TARGET, null, -1);

    enum Kind {
        PLACEHOLDER,
        TENSOR,
        TARGET
    }

    private final String wireName;
    private final Kind kind;
    private final @Nullable DataType type;
    private final int rank;

    PlanRole(String wireName, Kind kind, @Nullable DataType type, int rank) {
        this.wireName = wireName;
        this.kind = kind;
        this.type = type;
        this.rank = rank;
    }

    /** The key under which the plan's endpoints name this role. */
    public String wireName() {
        return wireName;
    }

    Kind kind() {
        return kind;
    }

    /** Element type of a tensor role; null for an operation. */
    @Nullable
    DataType type() {
        return type;
    }

    /** Rank of a tensor role; -1 for an operation. */
    int rank() {
        return rank;
    }
}
