package dev.tutti.job.history;

import dev.tutti.schemas.round.RoundSummary;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.formats.avro.AvroWriterFactory;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Writes rows to Avro container files (deflate), one folder per population, each row exactly once: a file becomes final
 * with the checkpoint that holds its last row. A round said again after a long outage adds no second row.
 */
public final class HistorySink {
    private HistorySink() {}

    /**
     * The sink.
     *
     * @param root URI of the folder of all histories; any file system Flink knows
     */
    public static FileSink<RoundSummary> in(String root) {
        return FileSink.forBulkFormat(new Path(root), new AvroWriterFactory<RoundSummary>(out -> {
                    DataFileWriter<RoundSummary> writer =
                            new DataFileWriter<>(new SpecificDatumWriter<>(RoundSummary.class));
                    writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
                    return writer.create(RoundSummary.getClassSchema(), out);
                }))
                .withBucketAssigner(new ByPopulation())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(OutputFileConfig.builder()
                        .withPartPrefix("rounds")
                        .withPartSuffix(".avro")
                        .build())
                .build();
    }

    /** Folder of a population's files below the root: its name with '-' for '/'. */
    public static String folder(String population) {
        return population.replace('/', '-');
    }

    private static final class ByPopulation implements BucketAssigner<RoundSummary, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String getBucketId(RoundSummary row, Context context) {
            return folder(row.getPopulation());
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }
}
