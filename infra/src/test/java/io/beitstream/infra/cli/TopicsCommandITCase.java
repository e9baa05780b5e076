package io.beitstream.infra.cli;

import static io.beitstream.infra.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.embedded.EmbeddedKafka;
import io.beitstream.infra.embedded.TopicAdmin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicsCommandITCase {
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Outcome topics(String arguments) {
        return run(
                "topics %s --bootstrap-servers %s".formatted(arguments, kafka.bootstrapServers()));
    }

    @Test
    void topicsAreCreatedOnceWithTheSettingsOfTheirRoles() {
        Outcome before = topics("describe");
        Outcome first = topics("create");
        Outcome second = topics("create");

        assertThat(before.out().lines()).hasSize(4).allMatch(line -> line.contains("is not there"));
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .isEqualTo(
                        """
                        images created: partitions=6, replicas=1, cleanup.policy=delete, max.message.bytes=33619968, min.insync.replicas=1, retention.ms=604800000
                        visual-tokens created: partitions=6, replicas=1, cleanup.policy=compact, delete.retention.ms=86400000, max.message.bytes=1048588, min.insync.replicas=1
                        image-embeddings created: partitions=6, replicas=1, cleanup.policy=compact, delete.retention.ms=86400000, max.message.bytes=1048588, min.insync.replicas=1
                        dead-letters created: partitions=6, replicas=1, cleanup.policy=compact,delete, delete.retention.ms=86400000, max.message.bytes=1048588, min.insync.replicas=1, retention.ms=2592000000
                        """);
        assertThat(second.code()).isZero();
        assertThat(second.out()).isEqualTo(first.out().replace(" created: ", " is there: "));
        assertThat(topics("describe").out()).isEqualTo(second.out());
    }

    @Test
    void aTopicWithOtherSettingsStaysAndIsDescribed() {
        kafka.createTopics(2, "old-tokens");

        Outcome outcome =
                topics(
                        "create --tokens-topic old-tokens --input-topic new --partitions 3 --max-record-bytes 2mb");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().skip(1))
                .containsExactly(
                        "old-tokens is there and stays as it is, with partitions=2, not 3;"
                                + " cleanup.policy=delete, not compact; max.message.bytes=67108864, not 2097152");
        assertThat(names()).contains("new").doesNotContain("embeddings");
    }

    @Test
    void topicsOfChangesAreCreatedAloneAndTheControlTopicHasOnePartition() {
        Outcome outcome = topics("create --control-topic control --shadow-topic shadows");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .isEqualTo(
                        """
                        control created: partitions=1, replicas=1, cleanup.policy=compact, min.insync.replicas=1
                        shadows created: partitions=6, replicas=1, cleanup.policy=compact, delete.retention.ms=86400000, max.message.bytes=1048588, min.insync.replicas=1
                        """);
    }

    @Test
    void theRemedyForMissingTopicsIsTheCommandThatMakesThem() {
        Outcome missing =
                run(
                        "rollout status --control-topic of-nobody --bootstrap-servers "
                                + kafka.bootstrapServers());

        String remedy =
                "topics create --bootstrap-servers %s --control-topic of-nobody"
                        .formatted(kafka.bootstrapServers());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("'beitstream " + remedy + "'");
        assertThat(run(remedy).code()).isZero();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        new TopicAdmin(kafka.bootstrapServers())
                .give(admin -> names.addAll(admin.listTopics().names().get()));
        return names;
    }

    @Test
    void mistakesEndWithOneLineAndCodeTwo() {
        for (String arguments :
                List.of(
                        "create --replication 3",
                        "create --partitions 0",
                        "create --tokens-topic a --embeddings-topic a",
                        "create --images-retention 0ms",
                        "create --max-image-bytes 2gb")) {
            Outcome outcome = topics(arguments);
            assertThat(outcome.code()).as(arguments + outcome.err()).isEqualTo(2);
            assertThat(outcome.err().strip().lines()).hasSize(1);
        }
    }

    @Test
    void aNameThatTheClusterRefusesIsOneLineAndCodeOne() {
        Outcome outcome = topics("create --tokens-topic not/allowed");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.err()).contains("not/allowed");
    }
}
