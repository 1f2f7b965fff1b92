package dev.tutti.job.refusal;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.schemas.update.RejectReason;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Says what was refused: to the rejects topic always, and to the device where the record named one. */
public final class RefusalSpeech extends ProcessFunction<RefusedUpdate, Said> {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;

    /** @param config topics to speak on */
    public RefusalSpeech(JobConfig config) {
        this.config = config;
    }

    /** Adds the operator. */
    public static DataStream<Said> of(DataStream<RefusedUpdate> refused, JobConfig config) {
        return refused.process(new RefusalSpeech(config), Said.TYPE)
                .setParallelism(1)
                .uid("refusal-speech")
                .name("refusal-speech");
    }

    @Override
    public void processElement(RefusedUpdate refused, Context ctx, Collector<Said> out) {
        Topics topics = config.topics();
        out.collect(Receipts.reject(topics, refused));
        if (refused.device() != null
                && refused.upload() != null
                && !refused.cohort().isEmpty()) {
            out.collect(Receipts.rejected(
                    topics,
                    refused.cohort(),
                    refused.device(),
                    refused.upload(),
                    RejectReason.valueOf(refused.reason()),
                    refused.detail()));
        }
    }
}
