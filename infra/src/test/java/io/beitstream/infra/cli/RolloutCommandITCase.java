package io.beitstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.cli.RolloutStream.Embedded;
import io.beitstream.jobs.pipeline.rollout.ModelChoice;
import io.beitstream.schemas.ModelRollout;
import io.beitstream.schemas.RolloutAction;
import io.beitstream.schemas.RolloutPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job whose models change while images come, by the commands that ask for it. */
@Timeout(180)
class RolloutCommandITCase {
    @TempDir static Path directory;
    private static RolloutStream stream;

    @BeforeAll
    static void start() throws Exception {
        stream = RolloutStream.start(directory);
    }

    @AfterAll
    static void stop() {
        stream.close();
    }

    @Test
    void modelsChangeAtBarriersAndEachRecordNamesItsOwn() throws Exception {
        stream.publish(40);
        stream.readUntil(10);

        Outcome shadow = rollout("shadow --model " + stream.model("second"));
        assertThat(shadow.out()).contains(" is its shadow");
        stream.publish(40);
        Outcome promoted = rollout("promote");
        assertThat(promoted.code()).isZero();
        assertThat(promoted.out()).contains("serves since checkpoint", "took over as promoted");
        stream.publish(40);
        stream.readUntil(100);

        assertThat(ask("second", "tiny-encoder@000000000000")).contains("holds the model");
        assertThat(rollout("status").out())
                .contains(stream.id("second") + " serves; the last change was refused");

        stream.terminateTaskManager();
        stream.publish(40);
        stream.readUntil(160);
        Outcome back = rollout("rollback");
        assertThat(back.out()).contains(stream.id("first") + " serves since", "rolled back");
        stream.publish(40);
        stream.readUntil(200);

        assertThat(stream.embeddings()).hasSize(200); // each once
        for (int partition = 0; partition < RolloutStream.PARTITIONS; partition++) {
            assertThat(modelsInTurn(partition))
                    .containsExactly(stream.id("first"), stream.id("second"), stream.id("first"));
        }
        assertThat(stream.shadows())
                .isNotEmpty()
                .allSatisfy(
                        record -> {
                            assertThat(record.modelId()).isEqualTo(stream.id("second"));
                            assertThat(record.cosine()).isBetween(-1.0, 1.0);
                        });
        reembed();
    }

    /** The whole topic, by another model, in a job of its own. */
    private void reembed() {
        String command =
                "reembed --name again --encoder %s --embeddings-topic %s --dead-letters-topic %s --input-topic %s --checkpoint-dir %s --bootstrap-servers %s"
                        .formatted(
                                stream.model("second"),
                                RolloutStream.REEMBEDDED,
                                RolloutStream.DEAD_LETTERS,
                                RolloutStream.IMAGES,
                                directory.resolve("state"),
                                stream.bootstrapServers());

        Outcome outcome = run(command.split(" "));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("caught up: all 200 images of images are through");
        assertThat(stream.reembedded())
                .hasSize(200)
                .allMatch(record -> record.modelId().equals(stream.id("second")));
    }

    /** The models of a partition's images by their offsets, a model for each run of them. */
    private static List<String> modelsInTurn(int partition) {
        List<String> models = new ArrayList<>();
        stream.embeddings().stream()
                .filter(record -> record.partition() == partition)
                .sorted(java.util.Comparator.comparingLong(Embedded::offset))
                .map(Embedded::modelId)
                .filter(id -> models.isEmpty() || !models.get(models.size() - 1).equals(id))
                .forEach(models::add);
        return models;
    }

    /** What the job says of a directory that was taken for another model. */
    private static String ask(String model, String id) throws Exception {
        ModelRollout rollout =
                RolloutRequest.of(
                        stream.control().read().states().get(0),
                        RolloutAction.PROMOTE,
                        new ModelChoice(stream.model(model).toString(), id));
        stream.control().send(rollout);
        return stream.control()
                .await(
                        state ->
                                state.getRolloutId().equals(rollout.getRolloutId())
                                        && state.getPhase() == RolloutPhase.REFUSED,
                        Duration.ofSeconds(30))
                .orElseThrow()
                .getMessage();
    }

    private static Outcome rollout(String command) {
        String whole =
                "rollout %s --control-topic %s --bootstrap-servers %s"
                        .formatted(command, RolloutStream.CONTROL, stream.bootstrapServers());
        return run(whole.split(" "));
    }

    private static Outcome run(String... arguments) {
        Outcome outcome = Outcome.run(arguments);
        return new Outcome(
                outcome.code(), outcome.out(), outcome.err() + Arrays.toString(arguments));
    }
}
