package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.chaos.process.LoopbackPorts;
import io.beitstream.infra.chaos.process.LoopbackProxy;
import io.beitstream.infra.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wire to the broker is cut while an index is fed from it. */
@Timeout(60)
class BrokerAwayITCase {
    private static final String EMBEDDINGS = "away-embeddings";

    @TempDir private Path folder;

    @Test
    void theIndexAnswersMeanwhileAndGoesOnWhenTheBrokerIsBack() throws Exception {
        LoopbackPorts ports = new LoopbackPorts();
        int wire = ports.take();
        int port = ports.take();
        HeardLines said = new HeardLines();
        try (LoopbackProxy proxy = new LoopbackProxy(wire, port);
                IndexTopics topics = new IndexTopics(EmbeddedKafka.start(port, wire))) {
            topics.create(2, EMBEDDINGS);
            publish(topics, "before");
            try (IndexService service = IndexService.open(options(topics), said::add)) {
                assertThat(said.await("caught up")).contains("1 images");

                proxy.cut();
                said.await("waiting for Kafka");
                assertThat(service.index().image("before")).isPresent();

                proxy.heal();
                said.await("Kafka answers again");
                publish(topics, "after");
                while (service.index().image("after").isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThat(service.index().status().images()).isEqualTo(2);
            }
        }
    }

    private static void publish(IndexTopics topics, String id) {
        topics.embedding(
                EMBEDDINGS, Records.embedding(id, Records.vector(new Random(id.hashCode()), 8)));
        topics.flush();
    }

    private IndexOptions options(IndexTopics topics) {
        return new IndexOptions(
                "away",
                folder.resolve("index"),
                topics.clients().forSingleRecords(Duration.ofSeconds(1)),
                EMBEDDINGS,
                null,
                false,
                false,
                false,
                Duration.ofMillis(200),
                GraphOptions.DEFAULTS);
    }
}
