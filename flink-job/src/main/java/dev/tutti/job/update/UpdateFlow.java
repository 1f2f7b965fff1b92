package dev.tutti.job.update;

import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Wires the update noun: the log is split into bytes for the slices, shares for the boxes, and evidence the verifier
 * holds against the open announcements.
 *
 * @param chunks masked bytes, by slice
 * @param shares sealed shares, by decryptor
 * @param verified updates that passed every check of their own
 * @param refused updates that did not, one reason each
 * @param garbage records nothing can be made of
 */
public record UpdateFlow(
        DataStream<ChunkArrived> chunks,
        DataStream<ShareArrived> shares,
        DataStream<VerifiedUpdate> verified,
        DataStream<RefusedUpdate> refused,
        DataStream<RefusedUpdate> garbage) {
    /**
     * Adds router and verifier.
     *
     * @param log the updates topic on the monotone log clock
     * @param announced open rounds
     */
    public static UpdateFlow of(DataStream<LogRecord> log, DataStream<Announced> announced, JobConfig config) {
        SingleOutputStreamOperator<UploadEvidence> evidence = log.process(
                        new UpdateRouter(), TypeInformation.of(UploadEvidence.class))
                .uid("update-router")
                .name("update-router");
        SingleOutputStreamOperator<VerifiedUpdate> verified = evidence.keyBy(UploadEvidence::device)
                .connect(announced.broadcast(UpdateVerifier.ANNOUNCEMENTS))
                .process(new UpdateVerifier(config), TypeInformation.of(VerifiedUpdate.class))
                .uid("update-verifier")
                .name("update-verifier");
        return new UpdateFlow(
                evidence.getSideOutput(UpdateRouter.CHUNKS),
                evidence.getSideOutput(UpdateRouter.SHARES),
                verified,
                verified.getSideOutput(UpdateVerifier.REFUSED),
                evidence.getSideOutput(UpdateRouter.GARBAGE));
    }
}
