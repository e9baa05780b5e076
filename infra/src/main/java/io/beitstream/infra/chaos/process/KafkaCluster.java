package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Kafka brokers, each a process with a data folder of its own, that reach each other through wires
 * which can be broken. With three of them every topic has three replicas, and writes need two.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 384;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<KafkaNode> nodes;

    private KafkaCluster(List<KafkaNode> nodes) {
        this.nodes = nodes;
    }

    /** Formats and starts the brokers; they may not answer yet when this returns. */
    public static KafkaCluster start(
            int brokers, WorkDirectory work, LoopbackPorts ports, Supervisor supervisor)
            throws Exception {
        KafkaWiring wiring = KafkaWiring.of(brokers, ports);
        String cluster = Uuid.randomUuid().toString();
        List<KafkaNode> nodes = new ArrayList<>();
        for (int node = 0; node < brokers; node++) {
            Path data = work.folder("kafka-" + node);
            Path settings = work.root().resolve("kafka-" + node + ".properties");
            Files.writeString(settings, wiring.properties(node, data));
            format(cluster, node, data);
            Supervised process =
                    new Supervised(
                            new JavaCommand(
                                    "kafka-" + node,
                                    JavaCommand.ownClassPath(),
                                    HEAP_MEGABYTES,
                                    List.of(),
                                    "kafka.Kafka",
                                    List.of(settings.toString()),
                                    Map.of()),
                            work);
            nodes.add(
                    new KafkaNode(
                            node,
                            wiring.clientAddress(node),
                            supervisor.add(process),
                            new ArrayList<>()));
        }
        wiring.connect(nodes);
        return new KafkaCluster(List.copyOf(nodes));
    }

    private static void format(String cluster, int node, Path data) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(cluster)
                .setNodeId(node)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .run();
    }

    public List<KafkaNode> nodes() {
        return nodes;
    }

    public String bootstrapServers() {
        return nodes.stream().map(KafkaNode::address).collect(Collectors.joining(","));
    }

    /** Creates topics; waits for the brokers first. */
    public void createTopics(int partitions, String... topics) throws Exception {
        List<NewTopic> wanted = new ArrayList<>();
        for (String topic : topics) {
            wanted.add(new NewTopic(topic, partitions, (short) nodes.size()));
        }
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "default.api.timeout.ms",
                        (int) PATIENCE.toMillis());
        try (Admin admin = Admin.create(properties)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (admin.describeCluster().nodes().get(2, TimeUnit.MINUTES).size() < nodes.size()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("the Kafka brokers do not find each other");
                }
                Thread.sleep(100);
            }
            admin.createTopics(wanted).all().get(2, TimeUnit.MINUTES);
        }
    }

    @Override
    public void close() throws IOException {
        for (KafkaNode node : nodes) {
            node.close();
        }
    }
}
