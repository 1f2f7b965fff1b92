package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.round.TaskStanding;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the planner says to the world: announcements, answers to orders, and the first model of a created task. */
final class PlannerSpeech {
    private final Topics topics;
    private final OperatorKey operator;

    /**
     * @param topics where it is said
     * @param operator signs first models
     */
    PlannerSpeech(Topics topics, OperatorKey operator) {
        this.topics = topics;
        this.operator = operator;
    }

    /**
     * An announced cohort, as it was signed.
     *
     * @param subCohorts how many its round has
     * @param proof canonical proof of its committee; empty where committees are not drawn
     */
    Said announcement(Announcement announcement, int subCohorts, byte[] signature, byte[] proof) {
        RoundAnnouncement said = RoundAnnouncement.newBuilder()
                .setPopulation(announcement.round().population())
                .setTask(announcement.round().task())
                .setRound(announcement.round().round())
                .setAttempt(announcement.round().attempt())
                .setSubCohort(announcement.round().subCohort())
                .setSubCohorts(subCohorts)
                .setAnnouncementHash(ByteBuffer.wrap(announcement.digest().bytes()))
                .setAnnouncement(ByteBuffer.wrap(announcement.encode()))
                .setOperatorSignature(ByteBuffer.wrap(signature))
                .setCommitteeProof(proof.length == 0 ? null : ByteBuffer.wrap(proof))
                .build();
        return Said.of(topics.announcements(), key(announcement.round().population()), said);
    }

    /**
     * What became of an order, and how the task stands after it.
     *
     * @param number the order's; 0 for a task that nobody ordered
     * @param refusal why it was not carried out; empty when it was
     */
    Said answer(String population, long number, String refusal, PlannerState known) {
        TaskAnswer answer = TaskAnswer.newBuilder()
                .setPopulation(population)
                .setNumber(number)
                .setRefusal(refusal)
                .setStanding(known.task.isEmpty() ? TaskStanding.NONE : TaskStanding.valueOf(known.standing.name()))
                .setTask(known.task)
                .build();
        return Said.of(topics.reports(), key(population), answer);
    }

    /**
     * Version 0 of a task that came by order. The job says it with its answer: said before, a model whose task is refused
     * would be what devices hold.
     */
    Said firstModel(TaskConfig task, ModelManifest manifest) {
        byte[] bytes = manifest.encode();
        ModelPublished model = ModelPublished.newBuilder()
                .setPopulation(task.population())
                .setTask(task.task())
                .setVersion(0)
                .setDigest(ByteBuffer.wrap(manifest.digest().bytes()))
                .setManifest(ByteBuffer.wrap(bytes))
                .setOperatorSignature(ByteBuffer.wrap(operator.sign(ModelManifest.LABEL, bytes)))
                .setSlicePaths(task.initialModel().slicePaths())
                .build();
        return Said.of(topics.models(), key(task.population()), model);
    }

    private static byte[] key(String population) {
        return population.getBytes(StandardCharsets.UTF_8);
    }
}
