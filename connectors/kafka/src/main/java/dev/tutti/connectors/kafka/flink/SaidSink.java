package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import java.time.Duration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The one way the job speaks: transactions that commit with its checkpoints. */
public final class SaidSink {

    private SaidSink() {}

    /**
     * A sink that writes each {@link Said} to its topic exactly once, as seen by readers with isolation level
     * read_committed: a message becomes visible with the checkpoint that holds the state it came from.
     *
     * @param cluster the brokers
     * @param topics the topics that may be written to; a message for another topic fails the job
     * @param transactionalIdPrefix start of the transaction ids, unique among the jobs of one cluster and the same across
     *     restarts of one job
     * @param timeout how long a transaction may stay open, at most the brokers' {@code transaction.max.timeout.ms}. A job
     *     that is down for longer loses what it had said and not yet committed at its last checkpoint
     */
    public static KafkaSink<Said> exactlyOnce(
            KafkaCluster cluster, Topics topics, String transactionalIdPrefix, Duration timeout) {
        return KafkaSink.<Said>builder()
                .setKafkaProducerConfig(cluster.clientProperties())
                .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(timeout.toMillis()))
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topics.MAX_MESSAGE_BYTES))
                .setRecordSerializer(new SaidWriter(topics.names()))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(transactionalIdPrefix)
                // A small set of ids used again and again, instead of a new one per checkpoint that brokers must
                // remember.
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .build();
    }
}
