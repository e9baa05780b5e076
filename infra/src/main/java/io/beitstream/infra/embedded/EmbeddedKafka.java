package io.beitstream.infra.embedded;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker (KRaft, one node) in this JVM, on a free port, with its data in a temporary
 * directory.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE = 1;
    private static final String MAX_MESSAGE_BYTES = Integer.toString(64 << 20);

    private final TemporaryDirectory data;
    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedKafka(
            TemporaryDirectory data, KafkaRaftServer server, String bootstrapServers) {
        this.data = data;
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker; it takes requests when this returns.
     *
     * @throws IllegalStateException if it does not come up
     */
    public static EmbeddedKafka start() {
        int port = FreePort.find();
        return start(port, port);
    }

    /**
     * Starts a broker that sends its clients to another port than the one it listens on, for wires
     * in between; errors as in {@link #start()}.
     */
    public static EmbeddedKafka start(int port, int advertisedPort) {
        TemporaryDirectory data = new TemporaryDirectory("beitstream-kafka");
        try {
            KafkaConfig config =
                    new KafkaConfig(properties(data, port, advertisedPort, FreePort.find()));
            new Formatter()
                    .setPrintStream(
                            new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.path().toString())
                    .addDirectory(data.path().toString())
                    .run();
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(data, server, "localhost:" + advertisedPort);
        } catch (Exception e) {
            data.close();
            throw new IllegalStateException("the embedded Kafka broker does not start: " + e, e);
        }
    }

    private static Properties properties(
            TemporaryDirectory data, int port, int advertisedPort, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(
                Map.ofEntries(
                        Map.entry("process.roles", "broker,controller"),
                        Map.entry("node.id", Integer.toString(NODE)),
                        Map.entry(
                                "controller.quorum.voters", NODE + "@localhost:" + controllerPort),
                        Map.entry(
                                "listeners",
                                "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d"
                                        .formatted(port, controllerPort)),
                        Map.entry(
                                "advertised.listeners", "PLAINTEXT://localhost:" + advertisedPort),
                        Map.entry("controller.listener.names", "CONTROLLER"),
                        Map.entry(
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("log.dirs", data.path().toString()),
                        Map.entry("message.max.bytes", MAX_MESSAGE_BYTES),
                        Map.entry("replica.fetch.max.bytes", MAX_MESSAGE_BYTES),
                        Map.entry("offsets.topic.replication.factor", "1"),
                        Map.entry("offsets.topic.num.partitions", "1"),
                        Map.entry("transaction.state.log.replication.factor", "1"),
                        Map.entry("transaction.state.log.min.isr", "1"),
                        Map.entry("transaction.state.log.num.partitions", "1"),
                        Map.entry(
                                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                                "500"),
                        Map.entry("group.initial.rebalance.delay.ms", "0"),
                        Map.entry("auto.create.topics.enable", "false"),
                        Map.entry("controlled.shutdown.enable", "false")));
        return properties;
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Creates topics, each with the given number of partitions. */
    public void createTopics(int partitions, String... topics) {
        List<NewTopic> wanted =
                java.util.Arrays.stream(topics)
                        .map(topic -> new NewTopic(topic, partitions, (short) 1))
                        .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(wanted).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topics: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        data.close();
    }
}
