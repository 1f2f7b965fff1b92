package dev.tutti.job.task;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the operator wants of a task. Its canonical text is what the operator signs: a head line, then number, population
 * and action, then for CREATE the task itself ({@link TaskText}), for ROLLBACK the model ({@link RestoredModel}).
 *
 * @param population the task's population
 * @param number rises from order to order of one population; an order with a number not above the last one's is a repeat
 *     and does nothing
 * @param action what to do
 * @param body the task to create or the model to restore, as text; empty for the other actions
 */
public record TaskOrder(String population, long number, Action action, String body) {
    /** Label under which the operator signs {@link #encode()}. */
    public static final String LABEL = "tutti/task-order/v1";

    private static final int HEAD_LINES = 4;

    /** What can be done with a task. */
    public enum Action {
        /** Makes a task known; it waits to be started. */
        CREATE,
        /** Announces rounds, from now on or again. */
        START,
        /** Announces no more until started again; rounds in flight end as they are. */
        PAUSE,
        /** Announces no more, for good; rounds in flight end as they are. */
        STOP,
        /** Makes an older model the newest version; rounds in flight burn. */
        ROLLBACK
    }

    /** Refuses an order that its own text could not hold. */
    public TaskOrder {
        if (number < 1 || population.isBlank() || population.contains("\n")) {
            throw new IllegalArgumentException(
                    "expected a population on one line and a number of at least 1, got " + number);
        }
        boolean named = action == Action.CREATE || action == Action.ROLLBACK;
        if (named == body.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a task with CREATE, a model with ROLLBACK and nothing else with others, got " + action);
        }
    }

    /** The order that makes an older model the newest version. */
    public static TaskOrder rollBack(String population, RestoredModel model, long number) {
        return new TaskOrder(population, number, Action.ROLLBACK, model.text());
    }

    /** The order that creates a task. */
    public static TaskOrder create(TaskConfig task, long number) {
        return new TaskOrder(task.population(), number, Action.CREATE, TaskText.of(task));
    }

    /** An order about a task that was created before. */
    public static TaskOrder of(Action action, String population, long number) {
        return new TaskOrder(population, number, action, "");
    }

    /** The canonical text. */
    public byte[] encode() {
        return (LABEL + "\n" + number + "\n" + population + "\n" + action + "\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** SHA-256 of the canonical text: in a restored model's manifest it stands where a round's announcement hash would. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    /**
     * Reads a canonical text; it is the same bytes again when encoded.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static TaskOrder decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> parts = List.of(text.split("\n", HEAD_LINES + 1));
        if (parts.size() != HEAD_LINES + 1 || !parts.get(0).equals(LABEL)) {
            throw new IllegalArgumentException("expected an order that begins with " + LABEL);
        }
        TaskOrder order =
                new TaskOrder(parts.get(2), Long.parseLong(parts.get(1)), Action.valueOf(parts.get(3)), parts.get(4));
        if (!Arrays.equals(order.encode(), bytes)) {
            throw new IllegalArgumentException("expected the canonical form of an order");
        }
        return order;
    }

    /** The record to send: to the tasks topic, keyed by population. */
    public TaskCommand sign(OperatorKey operator) {
        byte[] text = encode();
        return TaskCommand.newBuilder()
                .setPopulation(population)
                .setOrder(ByteBuffer.wrap(text))
                .setOperatorSignature(ByteBuffer.wrap(operator.sign(LABEL, text)))
                .build();
    }

    /**
     * Reads an order out of its record.
     *
     * @throws IllegalArgumentException when it is malformed, speaks of another population than its envelope, or was not
     *     signed by this operator
     */
    public static TaskOrder verified(TaskCommand command, OperatorVerifier operator) {
        byte[] text = bytes(command.getOrder());
        if (!operator.verify(LABEL, text, bytes(command.getOperatorSignature()))) {
            throw new IllegalArgumentException("expected the operator's signature");
        }
        TaskOrder order = decode(text);
        if (!order.population().equals(command.getPopulation())) {
            throw new IllegalArgumentException("expected the population the order was signed for");
        }
        return order;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
