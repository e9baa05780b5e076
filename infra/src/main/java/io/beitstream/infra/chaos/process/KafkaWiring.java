package io.beitstream.infra.chaos.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The ports of brokers, and the wires between them: one to each broker for its clients and
 * followers, and one from each controller to each other, so that a broker can be cut off both ways.
 *
 * @param client the far ends: where brokers listen
 * @param advertised the near ends, which clients are told
 * @param controller where controllers listen
 * @param between where controller {@code [i][j]}'s wire to {@code j} begins
 */
record KafkaWiring(int[] client, int[] advertised, int[] controller, int[][] between) {
    static KafkaWiring of(int brokers, LoopbackPorts ports) {
        int[][] between = new int[brokers][];
        for (int i = 0; i < brokers; i++) {
            between[i] = take(brokers, ports);
        }
        return new KafkaWiring(
                take(brokers, ports), take(brokers, ports), take(brokers, ports), between);
    }

    private static int[] take(int count, LoopbackPorts ports) {
        return IntStream.range(0, count).map(i -> ports.take()).toArray();
    }

    String clientAddress(int node) {
        return "127.0.0.1:" + advertised[node];
    }

    void connect(List<KafkaNode> nodes) throws IOException {
        for (KafkaNode node : nodes) {
            int id = node.id();
            node.wires().add(new LoopbackProxy(advertised[id], client[id]));
            for (KafkaNode other : nodes) {
                if (other.id() != id) {
                    LoopbackProxy wire =
                            new LoopbackProxy(between[id][other.id()], controller[other.id()]);
                    node.wires().add(wire);
                    other.wires().add(wire);
                }
            }
        }
    }

    String properties(int node, Path data) {
        int brokers = client.length;
        String voters =
                IntStream.range(0, brokers)
                        .mapToObj(
                                j ->
                                        j
                                                + "@127.0.0.1:"
                                                + (j == node ? controller[j] : between[node][j]))
                        .collect(Collectors.joining(","));
        int enough = Math.max(1, brokers - 1);
        return """
        process.roles=broker,controller
        node.id=%1$d
        controller.quorum.voters=%2$s
        listeners=PLAINTEXT://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%4$d
        advertised.listeners=PLAINTEXT://%5$s
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%6$s
        min.insync.replicas=%7$d
        default.replication.factor=%8$d
        offsets.topic.replication.factor=%8$d
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=%8$d
        transaction.state.log.min.isr=%7$d
        transaction.state.log.num.partitions=4
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        broker.session.timeout.ms=6000
        replica.lag.time.max.ms=5000
        controller.quorum.election.timeout.ms=1000
        controller.quorum.fetch.timeout.ms=2000
        unclean.leader.election.enable=false
        num.network.threads=2
        num.io.threads=4
        log.cleaner.dedupe.buffer.size=4194304
        """
                .formatted(
                        node,
                        voters,
                        client[node],
                        controller[node],
                        clientAddress(node),
                        data,
                        enough,
                        brokers);
    }
}
