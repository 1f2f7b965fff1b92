package dev.tutti.job.update;

import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Wires the update noun: devices' records wait at their doors until a header makes them an update; then its bytes go to
 * the slices, its shares to the boxes.
 *
 * @param chunks masked bytes of verified updates
 * @param shares sealed shares of verified updates
 * @param verified updates that passed every check of their own
 * @param refused updates that did not, one reason each
 * @param garbage records nothing can be made of, or that no update has a place for
 */
public record UpdateFlow(
        DataStream<ChunkArrived> chunks,
        DataStream<ShareArrived> shares,
        DataStream<VerifiedUpdate> verified,
        DataStream<RefusedUpdate> refused,
        DataStream<RefusedUpdate> garbage) {
    private static final int LEAST_UPDATES = 4;
    private static final long MEBIBYTE = 1024 * 1024;

    /**
     * Adds router and verifier.
     *
     * @param log the updates topic on the monotone log clock
     * @param announced open rounds
     */
    public static UpdateFlow of(DataStream<LogRecord> log, DataStream<Announced> announced, JobConfig config) {
        requireRoom(config);
        SingleOutputStreamOperator<UploadEvidence> evidence = log.process(
                        new UpdateRouter(), TypeInformation.of(UploadEvidence.class))
                .uid("update-router")
                .name("update-router");
        SingleOutputStreamOperator<VerifiedUpdate> verified = evidence.keyBy(
                        each -> DoorKey.of(each.device()), Types.INT)
                .connect(announced.broadcast(UpdateVerifier.ANNOUNCEMENTS))
                .process(new UpdateVerifier(config), TypeInformation.of(VerifiedUpdate.class))
                .uid("update-verifier")
                .name("update-verifier");
        return new UpdateFlow(
                verified.getSideOutput(UpdateVerifier.CHUNKS),
                verified.getSideOutput(UpdateVerifier.SHARES),
                verified,
                verified.getSideOutput(UpdateVerifier.REFUSED),
                evidence.getSideOutput(UpdateRouter.GARBAGE)
                        .union(verified.getSideOutput(UpdateVerifier.REFUSED_RECORDS)));
    }

    /** A door must hold a few of the largest updates, or none would ever be finished. */
    static void requireRoom(JobConfig config) {
        for (TaskConfig task : config.tasks()) {
            long update = Door.costOf(task.shape());
            long needed = LEAST_UPDATES * update;
            if (config.limits().unfinishedBytes() / DoorKey.DOORS < needed) {
                throw new IllegalArgumentException("expected unfinishedMebibytes of at least "
                        + (needed * DoorKey.DOORS / MEBIBYTE + 1) + ", for updates of " + update + " bytes, was "
                        + config.limits().unfinishedMebibytes());
            }
        }
    }
}
