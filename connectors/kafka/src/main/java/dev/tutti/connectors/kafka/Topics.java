package dev.tutti.connectors.kafka;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of one deployment: names, partition counts and settings, in one place. Every topic stamps records with
 * LogAppendTime, so the time of a record is the broker's and a device cannot choose it.
 *
 * @param prefix what all names start with; lower-case letters, digits, dots and hyphens, 1 to 100 characters
 * @param keyedPartitions partitions of the topics keyed by device, 1 to 1,000; the others have one partition
 */
public record Topics(String prefix, int keyedPartitions) {

    /** Partitions of the topics keyed by device unless asked otherwise. */
    public static final int DEFAULT_KEYED_PARTITIONS = 4;

    /**
     * Largest Kafka message a topic takes, bytes: the largest record of ours ({@link RecordCodec#MAX_RECORD_BYTES}) and
     * 64 KiB for key, headers and batch framing.
     */
    public static final int MAX_MESSAGE_BYTES = RecordCodec.MAX_RECORD_BYTES + 64 * 1024;

    private static final Pattern PREFIX = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final String SEVEN_DAYS_MILLIS = Long.toString(7L * 24 * 60 * 60 * 1000);
    private static final String FOR_EVER = "-1";

    /** Refuses a prefix or partition count outside its range. */
    public Topics {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("expected a topic prefix matching " + PREFIX + ", got " + prefix);
        }
        if (keyedPartitions < 1 || keyedPartitions > 1_000) {
            throw new IllegalArgumentException("expected 1 to 1000 keyed partitions, got " + keyedPartitions);
        }
    }

    /** Topics with {@link #DEFAULT_KEYED_PARTITIONS}. */
    public Topics(String prefix) {
        this(prefix, DEFAULT_KEYED_PARTITIONS);
    }

    /** Device to job: update chunks, share blobs, then the header; keyed by device. Drives event time. */
    public String updates() {
        return named("updates");
    }

    /** Device to job: check-ins with one-time keys; keyed by device. */
    public String checkIns() {
        return named("check-ins");
    }

    /** Job to everyone: round announcements; one partition, so their order is the job's. */
    public String announcements() {
        return named("announcements");
    }

    /** Job to decryptors: vote and unmask requests; keyed by the member's device. */
    public String requests() {
        return named("requests");
    }

    /** Decryptors to job: votes and unmask replies; keyed by device. Drives event time. */
    public String replies() {
        return named("replies");
    }

    /** Job to devices: what became of an update; keyed by device. */
    public String receipts() {
        return named("receipts");
    }

    /** Job to operators: what was not accepted, and why. */
    public String rejects() {
        return named("rejects");
    }

    /** Job to everyone: one report per round, and what became of the operator's orders. */
    public String reports() {
        return named("reports");
    }

    /** Job to job: where each round stands; the one cycle. */
    public String outcomes() {
        return named("outcomes");
    }

    /** Job to everyone: model versions and their manifests. */
    public String models() {
        return named("models");
    }

    /** Job to operators: opened sums. */
    public String aggregates() {
        return named("aggregates");
    }

    /** Operator to job: tasks created, started, paused, stopped, models rolled back; one partition, so that orders stay in order. */
    public String tasks() {
        return named("tasks");
    }

    /** Every topic with its partition count and settings, in the order of the road. */
    public List<TopicSpec> all() {
        Stream<TopicSpec> traffic = Stream.of(updates(), checkIns(), requests(), replies(), receipts())
                .map(name -> spec(name, keyedPartitions, SEVEN_DAYS_MILLIS));
        Stream<TopicSpec> complaints = Stream.of(spec(rejects(), 1, SEVEN_DAYS_MILLIS));
        // What an auditor replays and a device chains to is kept.
        Stream<TopicSpec> history = Stream.of(announcements(), reports(), outcomes(), models(), aggregates(), tasks())
                .map(name -> spec(name, 1, FOR_EVER));
        return Stream.of(traffic, complaints, history).flatMap(specs -> specs).toList();
    }

    /** The names of {@link #all()}. */
    public List<String> names() {
        return all().stream().map(TopicSpec::name).toList();
    }

    /**
     * Number of partitions of one of these topics.
     *
     * @throws IllegalArgumentException when the topic is none of these
     */
    public int partitionsOf(String topic) {
        return all().stream()
                .filter(spec -> spec.name().equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + names() + ", got " + topic))
                .partitions();
    }

    private String named(String noun) {
        return prefix + "." + noun;
    }

    private static TopicSpec spec(String name, int partitions, String retentionMillis) {
        return new TopicSpec(
                name,
                partitions,
                Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(MAX_MESSAGE_BYTES),
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        retentionMillis));
    }
}
