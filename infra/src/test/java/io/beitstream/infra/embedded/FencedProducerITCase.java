package io.beitstream.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * When a restarted sink that is "already fenced" has lost nothing, and when it has. Its committer
 * gets the transaction from a checkpoint, as after a restart, and hears the same in both cases.
 */
@Timeout(30)
class FencedProducerITCase {
    private static EmbeddedKafka kafka;
    private TopicPartition topic;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void create(TestInfo test) {
        topic = new TopicPartition(test.getTestMethod().orElseThrow().getName(), 0);
        kafka.createTopics(1, topic.topic());
    }

    /** A checkpoint's transaction, and what became of the request to commit it. */
    private static final class Request implements Committer.CommitRequest<KafkaCommittable> {
        private final KafkaCommittable committable;
        private Throwable failure;

        Request(KafkaCommittable committable) {
            this.committable = committable;
        }

        @Override
        public KafkaCommittable getCommittable() {
            return committable;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            failure = reason;
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            failure = reason;
        }

        @Override
        public void retryLater() {
            throw new AssertionError("to be retried");
        }

        @Override
        public void updateAndRetryLater(KafkaCommittable changed) {
            throw new AssertionError("to be retried");
        }

        @Override
        public void signalAlreadyCommitted() {
            failure = null;
        }
    }

    private static Properties properties(Duration timeout) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
        properties.setProperty("key.serializer", StringSerializer.class.getName());
        properties.setProperty("value.serializer", StringSerializer.class.getName());
        properties.setProperty("transaction.timeout.ms", Long.toString(timeout.toMillis()));
        return properties;
    }

    /** Writes a record in a transaction of the topic's name, flushed and open: pre-committed. */
    private FlinkKafkaInternalProducer<String, String> written(Duration timeout) throws Exception {
        FlinkKafkaInternalProducer<String, String> producer =
                new FlinkKafkaInternalProducer<>(properties(timeout), topic.topic());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic.topic(), "image", "codes"));
        producer.flush();
        return producer;
    }

    /** What a checkpoint holds of a producer's transaction. */
    private static KafkaCommittable checkpoint(FlinkKafkaInternalProducer<String, String> of) {
        return new KafkaCommittable(
                of.getProducerId(), of.getEpoch(), of.getTransactionalId(), null);
    }

    /** Commits what a checkpoint holds of a transaction, as a sink does that goes on from it. */
    private static Request commitAfterRestart(KafkaCommittable committable) throws Exception {
        Request request = new Request(committable);
        try (KafkaCommitter committer =
                new KafkaCommitter(
                        properties(Duration.ofMinutes(1)),
                        "test",
                        0,
                        1,
                        false,
                        FlinkKafkaInternalProducer::new)) {
            committer.commit(List.of(request));
        }
        return request;
    }

    private List<String> committed() {
        List<String> values = new ArrayList<>();
        StringDeserializer text = new StringDeserializer();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        text,
                        text)) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            while (consumer.position(topic) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    private void awaitState(TransactionState state) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            while (state(admin) != state) {
                Thread.onSpinWait();
            }
        }
    }

    private TransactionState state(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTransactions(List.of(topic.topic()))
                .description(topic.topic())
                .get()
                .state();
    }

    @Test
    void inTimeATransactionIsCommittedAfterTheRestart() throws Exception {
        try (var before = written(Duration.ofMinutes(1))) {
            Request request = commitAfterRestart(checkpoint(before));

            assertThat(request.failure).isNull();
            List<String> committed = committed();
            while (committed.isEmpty()) { // the broker is still marking it
                committed = committed();
            }
            assertThat(committed).containsExactly("codes");
        }
    }

    @Test
    void whatWasCommittedBeforeIsFencedAndNothingIsLost() throws Exception {
        try (var before = written(Duration.ofMinutes(1))) {
            KafkaCommittable committable = checkpoint(before);
            before.commitTransaction();

            Request request = commitAfterRestart(committable);

            assertThat(request.failure).isInstanceOf(ProducerFencedException.class);
            assertThat(committed()).containsExactly("codes");
        }
    }

    @Test
    void whatTheBrokerGaveUpIsFencedAndLost() throws Exception {
        try (var before = written(Duration.ofMillis(500))) {
            awaitState(TransactionState.COMPLETE_ABORT);

            Request request = commitAfterRestart(checkpoint(before));

            assertThat(request.failure).isInstanceOf(ProducerFencedException.class);
            assertThat(committed()).isEmpty();
        }
    }
}
