package io.beitstream.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.NonFiniteLossException;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.TokenizerEvaluation;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.run.KeepConfig;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.RunDirectory;
import io.beitstream.model.training.run.StepMetrics;
import io.beitstream.model.training.run.ValidationConfig;
import io.beitstream.model.training.run.Validations;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingState;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Training on a real cluster: 24 pictures, a network of two blocks. */
@Timeout(180)
class TrainingRunITCase {
    private static final int PICTURES = 24;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir static Path pictures;
    @TempDir private Path directory;

    @BeforeAll
    static void paint() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillRect(0, 0, 40, 40);
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillOval(random.nextInt(20), random.nextInt(20), 20, 20);
            graphics.dispose();
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
        }
    }

    @Test
    void withOneTrainerRoundsChangeNothing() throws Exception {
        RunDirectory rounds = train("rounds", config("{'rounds': {'steps': 2}}"));
        RunDirectory through = train("through", config("{'rounds': {'steps': 100}}"));

        assertThat(rounds.lastRound()).isEqualTo(5);
        assertThat(through.lastRound()).isEqualTo(1);
        assertThat(rounds.round(5).state()).hasSameBinaryContentAs(through.round(1).state());
        assertThat(losses(rounds)).hasSize(9).isEqualTo(losses(through));
        assertThat(ModelDirectory.openTokenizer(rounds.path()).id())
                .isEqualTo(ModelDirectory.openTokenizer(through.path()).id());
    }

    @Test
    void aClusterThatCheckpointsEveryJobDoesNotCheckpointARound(
            @InjectMiniCluster MiniCluster cluster) throws Exception {
        RunDirectory run = create("checkpointed", config("{'rounds': {'steps': 100}}"));
        Set<JobID> before = jobs(cluster);

        new TrainingRun(run, "cpu", 1, TrainingRunITCase::checkpointed, Duration.ofMillis(10))
                .execute(new Silence());

        Set<JobID> rounds = jobs(cluster);
        rounds.removeAll(before);
        assertThat(rounds).hasSize(1);
        CheckpointStatsSnapshot checkpoints =
                cluster.getExecutionGraph(rounds.iterator().next())
                        .get()
                        .getCheckpointStatsSnapshot();
        assertThat(checkpoints == null ? 0 : checkpoints.getCounts().getTotalNumberOfCheckpoints())
                .isZero();
    }

    /** As a cluster's configuration, or the command line's, may have it. */
    private static StreamExecutionEnvironment checkpointed() {
        Configuration cluster = new Configuration();
        cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        cluster.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG, Duration.ofMillis(10));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(cluster);
        assertThat(env.getCheckpointConfig().isCheckpointingEnabled()).isTrue();
        return env;
    }

    private static Set<JobID> jobs(MiniCluster cluster) throws Exception {
        return cluster.listJobs().get().stream()
                .map(JobStatusMessage::getJobId)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aCrashedClientGoesOnAsIfNothingHadHappened() throws Exception {
        TrainingConfig config = config("{'rounds': {'steps': 2}}");
        RunDirectory through = train("through", config);
        RunDirectory crashed = create("crashed", config);
        AtomicInteger rounds = new AtomicInteger();

        assertThatThrownBy(
                        () ->
                                new TrainingRun(
                                                crashed,
                                                "cpu",
                                                1,
                                                () -> {
                                                    if (rounds.incrementAndGet() == 3) {
                                                        throw new IllegalStateException("killed");
                                                    }
                                                    return environment();
                                                })
                                        .execute(new Silence()))
                .hasMessage("killed");
        // What a kill in the middle of a round leaves behind.
        Path partial = Files.createDirectories(crashed.partialRound(3).path());
        Files.writeString(partial.resolve("trainer-0.safetensors"), "half a file");
        Files.writeString(
                crashed.path().resolve("metrics.jsonl"),
                "{\"step\":5,\"epoch\":0,\"loss\":9}\n",
                java.nio.file.StandardOpenOption.APPEND);
        run(crashed, new Silence());

        assertThat(crashed.round(5).state()).hasSameBinaryContentAs(through.round(5).state());
        assertThat(losses(crashed)).isEqualTo(losses(through));
        assertThat(partial).doesNotExist();
        assertThat(crashed.round(3).path()).doesNotExist(); // only the last two are kept
        assertThat(crashed.round(4).path()).exists();
    }

    @Test
    void aTrainerThatDiesCostsOnlyItsRound(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        TrainingConfig config =
                config("{'epochs': 40, 'rounds': {'trainers': 2, 'steps': 60}, 'batch_size': 4}");
        RunDirectory undisturbed = train("undisturbed", config);
        RunDirectory disturbed = create("disturbed", config);
        AtomicBoolean killed = new AtomicBoolean();

        run(
                disturbed,
                new Silence() {
                    @Override
                    public void progressed(RunDescription run, List<StepMetrics> steps) {
                        boolean inSecondRound =
                                !steps.isEmpty() && steps.get(steps.size() - 1).step() > 60;
                        if (inSecondRound && killed.compareAndSet(false, true)) {
                            try {
                                cluster.terminateTaskManager(0).get();
                                cluster.startTaskManager();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    }
                });

        assertThat(killed).isTrue();
        assertThat(losses(disturbed)).hasSize(120).isEqualTo(losses(undisturbed));
        assertThat(disturbed.round(2).state()).hasSameBinaryContentAs(undisturbed.round(2).state());
    }

    @Test
    void trainersOnIdenticalSamplesEqualOne() throws Exception {
        Path same = Files.createDirectories(directory.resolve("same"));
        for (int i = 0; i < 16; i++) {
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setPaint(new Color(200, 80, 20));
            graphics.fillRect(8, 4, 16, 20); // its own mirror image
            graphics.dispose();
            ImageIO.write(image, "png", same.resolve(i + ".png").toFile());
        }
        String common =
                "'augmentation': {'min_crop_scale': 1.0}, 'batch_size': 4, 'optimizer': {'warmup_epochs': 0.0},"
                        + " 'task': {'kmeans_init': false, 'revive_below': 0.0, 'architecture': {'decay': %s}}";
        // Two trainers count two batches a step, identical or not: 0.875 squared is 0.765625.
        RunDirectory one =
                train(
                        "one",
                        config(
                                "{%s, 'epochs': 1, 'rounds': {'steps': 4}}"
                                        .formatted(common.formatted(0.765625))),
                        same);
        String mean = "'trainers': 2, 'outer_learning_rate': 1.0, 'outer_momentum': 0.0";
        RunDirectory two =
                train(
                        "two",
                        config(
                                "{%s, 'epochs': 2, 'rounds': {'steps': 4, %s}}"
                                        .formatted(common.formatted(0.875), mean)),
                        same);

        assertThat(losses(two)).isEqualTo(losses(one));
        StateDict expected = ModelDirectory.open(one.path()).state();
        ModelDirectory.open(two.path())
                .state()
                .asMap()
                .forEach(
                        (name, tensor) ->
                                assertThat(tensor.toFloats())
                                        .as(name)
                                        .containsExactly(
                                                expected.get(name).toFloats(),
                                                org.assertj.core.api.Assertions.within(1e-6f)));
    }

    @Test
    void theNumberOfTrainersMayChangeFromRoundToRound() throws Exception {
        TrainingConfig one = config("{'epochs': 30, 'rounds': {'steps': 9}, 'batch_size': 8}");
        List<Double> undisturbed = losses(train("undisturbed", one));
        TrainingConfig two = one.with(one.roundsOf(2)).with(one.batchSize() / 2, 1);
        assertThat(two.rounds().trainers()).isEqualTo(2);
        assertThat(one.takesBatchesOf(two)).isTrue();
        RunDirectory run = create("changed", one);

        runUntil(run, 4);
        run.describe(described(two));
        runUntil(run, 7);
        run.describe(described(one));
        run(run, new Silence());

        List<Double> losses = losses(run);
        assertThat(losses).hasSize(90).hasSameSizeAs(undisturbed);
        assertThat(losses.subList(0, 27)).isEqualTo(undisturbed.subList(0, 27));
        assertThat(losses.subList(27, 90)).isNotEqualTo(undisturbed.subList(27, 90));
        assertThat(mean(losses.subList(81, 90)))
                .isCloseTo(mean(undisturbed.subList(81, 90)), withinPercentage(5));
        assertEverySampleOnceAnEpoch(List.of(described(one), described(two)));
    }

    /** Rounds 1 to 3 with one trainer, 4 to 6 with two, 7 to 10 with one. */
    private static void assertEverySampleOnceAnEpoch(List<RunDescription> oneAndTwo) {
        List<SampleReference> seen = new ArrayList<>();
        for (int round = 1; round <= 10; round++) {
            RunDescription run = oneAndTwo.get(round > 3 && round < 7 ? 1 : 0);
            for (int trainer = 0; trainer < run.config().rounds().trainers(); trainer++) {
                SamplesOfRound.collect(run, round, trainer, new ListCollector<>(seen));
            }
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(30 * PICTURES);
    }

    private static RunDescription described(TrainingConfig config) {
        return new RunDescription(config, "pictures", PICTURES);
    }

    /** Ends the client before a round. */
    private static void runUntil(RunDirectory run, int round) {
        assertThatThrownBy(
                        () ->
                                new TrainingRun(
                                                run,
                                                "cpu",
                                                1,
                                                () -> {
                                                    if (lastRound(run) == round - 1) {
                                                        throw new IllegalStateException("ended");
                                                    }
                                                    return environment();
                                                },
                                                Duration.ofMillis(10))
                                        .execute(new Silence()))
                .hasMessage("ended");
    }

    private static int lastRound(RunDirectory run) {
        try {
            return run.lastRound();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void undecodableImagesAreReplacedAndCounted() throws Exception {
        Path spoilt = Files.createDirectories(directory.resolve("spoilt"));
        for (int i = 0; i < 16; i++) {
            Files.copy(pictures.resolve(i + ".png"), spoilt.resolve(i + ".png"));
        }
        Files.writeString(spoilt.resolve("text.jpg"), "no picture");
        RunDirectory run = train("spoilt-run", config("{'epochs': 1, 'batch_size': 17}"), spoilt);

        StepMetrics last = metrics(run).get(0);
        assertThat(last.values().get(TrainingMetric.UNDECODABLE_IMAGES)).isGreaterThanOrEqualTo(1);
        assertThat(last.values().get(TrainingMetric.LOSS)).isFinite();
    }

    @Test
    void aNonFiniteLossStopsTheRunAtItsLastGoodRound() throws Exception {
        RunDirectory run =
                create(
                        "infinite",
                        config(
                                "{'rounds': {'steps': 1}, 'epochs': 9, 'optimizer': {'learning_rate': 1e30, 'clip_gradient_norm': 0.0, 'warmup_epochs': 0.0}}"));

        assertThatThrownBy(() -> run(run, new Silence()))
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .isInstanceOf(NonFiniteLossException.class);
        assertThat(run.lastRound()).isGreaterThanOrEqualTo(0);
        assertThat(run.round(run.lastRound()).state()).exists();
    }

    @Test
    void validationChangesNothingOfTheRun() throws Exception {
        TrainingConfig config = config("{'rounds': {'steps': 2}}");
        RunDirectory plain = train("plain", config);
        RunDirectory validated =
                validated("measured", config, new ValidationConfig("pictures", 1, 0, false));
        run(validated, new Silence());

        assertThat(validated.round(5).state()).hasSameBinaryContentAs(plain.round(5).state());
        assertThat(metrics(validated))
                .filteredOn(s -> s.values().containsKey(TrainingMetric.VALIDATION_LOSS))
                .extracting(StepMetrics::step)
                .containsExactly(2, 4, 6, 8, 9);
    }

    @Test
    void skippedStepsAreCountedInARowAcrossRoundsAndRestarts() throws Exception {
        RunDirectory run =
                create(
                        "skipping",
                        config(
                                "{'rounds': {'steps': 1}, 'epochs': 9, 'optimizer': {'learning_rate': 1e30, 'clip_gradient_norm': 0.0, 'warmup_epochs': 0.0, 'skip_nonfinite': 2}}"));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> run(run, new Silence()))
                    .rootCause()
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("after 2 skipped steps");
        }

        List<StepMetrics> steps = metrics(run);
        assertThat(steps).hasSize(run.lastRound()).hasSizeGreaterThan(2);
        StepMetrics last = steps.get(steps.size() - 1);
        assertThat(last.values())
                .containsEntry(TrainingMetric.SKIPPED_STEPS, 2.0)
                .doesNotContainKeys(TrainingMetric.LOSS, TrainingMetric.GRADIENT_NORM);
        StateDict before = TrainingState.read(run.round(run.lastRound() - 1).state()).network();
        StateDict after = TrainingState.read(run.round(run.lastRound()).state()).network();
        for (String name : before.names()) {
            assertThat(after.get(name).toFloats())
                    .as(name)
                    .containsExactly(before.get(name).toFloats());
        }
    }

    @Test
    void validationEndsARunThatGetsNoBetter() throws Exception {
        TrainingConfig config =
                config(
                        "{'rounds': {'steps': 3}, 'epochs': 300, 'optimizer': {'learning_rate': 0.05, 'warmup_epochs': 0.0}}");
        RunDirectory run =
                validated("validated", config, new ValidationConfig("pictures", 2, 2, true));
        run(run, new Silence());

        int last = run.lastRound();
        RunDescription description = run.description();
        assertThat(last).isBetween(6, description.rounds() - 1);
        List<StepMetrics> validations =
                metrics(run).stream()
                        .filter(s -> s.values().containsKey(TrainingMetric.VALIDATION_LOSS))
                        .toList();
        assertThat(validations).hasSize(last / 2); // every second round
        Validations found = description.validations();
        validations.forEach(found::add);
        int best = description.roundOf(found.bestStep());
        assertThat(best).isEqualTo(last - 4); // two validations later it is over
        assertThat(run.path().resolve("best").toRealPath())
                .isEqualTo(run.round(best).path().toRealPath());
        assertThat(run.round(last - 1).path()).doesNotExist();
        assertThat(ModelDirectory.open(run.path()).id())
                .isEqualTo(ModelDirectory.open(run.round(best).model()).id())
                .isNotEqualTo(ModelDirectory.open(run.round(last).model()).id());
        // The same again, by hand: what a tokenizer evaluation finds, and the loss of its codes.
        assertThat(found.bestLoss())
                .isGreaterThan(
                        TokenizerEvaluation.of(
                                        run.round(best).model(),
                                        "hog",
                                        DatasetIndexer.index(pictures),
                                        InferenceOptions.CPU_FP32)
                                .reconstructionLoss())
                .isLessThan(2);

        run(run, new Silence());
        assertThat(run.lastRound()).isEqualTo(last);
    }

    private static class Silence implements TrainingListener {
        @Override
        public void started(RunDescription run, int step) {}

        @Override
        public void progressed(RunDescription run, List<StepMetrics> steps) {}

        @Override
        public void finished(RunDescription run, List<StepMetrics> steps) {}
    }

    /** The tiny preset, still smaller, with JSON laid over it. */
    private static TrainingConfig config(String overlay) throws Exception {
        ObjectNode tree = ConfigJson.MAPPER.valueToTree(Recipe.named("tiny-tokenizer").resolve());
        String small =
                "{'epochs': 3, 'batch_size': 8, 'augmentation': {'size': 32}, 'task': {'architecture':"
                        + "{'img_size': 32, 'embed_dim': 32, 'depth': 2, 'num_heads': 2, 'codebook_size': 16, 'code_dim': 8}}}";
        for (String json : List.of(small, overlay)) {
            ConfigJson.MAPPER
                    .copy()
                    .setDefaultMergeable(true)
                    .readerForUpdating(tree)
                    .readValue(json.replace('\'', '"'));
        }
        return ConfigJson.MAPPER.treeToValue(tree, TrainingConfig.class);
    }

    private RunDirectory create(String name, TrainingConfig config) throws Exception {
        return create(name, config, pictures);
    }

    private RunDirectory create(String name, TrainingConfig config, Path data) throws Exception {
        RunDirectory run = new RunDirectory(directory.resolve(name));
        try (ImageDataset dataset = DatasetIndexer.index(data)) {
            run.create(new RunDescription(config, "pictures", dataset.size()), dataset);
        }
        return run;
    }

    /** A run that is measured on the pictures that it learns from. */
    private RunDirectory validated(String name, TrainingConfig config, ValidationConfig validation)
            throws Exception {
        RunDirectory run = new RunDirectory(directory.resolve(name));
        try (ImageDataset dataset = DatasetIndexer.index(pictures)) {
            run.holdOut(dataset);
            run.create(
                    new RunDescription(
                            config,
                            "pictures",
                            dataset.size(),
                            validation,
                            new KeepConfig(1, 0),
                            List.of()),
                    dataset);
        }
        return run;
    }

    private RunDirectory train(String name, TrainingConfig config) throws Exception {
        return train(name, config, pictures);
    }

    private RunDirectory train(String name, TrainingConfig config, Path data) throws Exception {
        RunDirectory run = create(name, config, data);
        run(run, new Silence());
        return run;
    }

    private static void run(RunDirectory run, TrainingListener listener) throws Exception {
        new TrainingRun(run, "cpu", 1, TrainingRunITCase::environment, Duration.ofMillis(10))
                .execute(listener);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration noKryo = new Configuration();
        noKryo.set(PipelineOptions.GENERIC_TYPES, false);
        return StreamExecutionEnvironment.getExecutionEnvironment(noKryo);
    }

    private static List<StepMetrics> metrics(RunDirectory run) throws Exception {
        return StepMetrics.read(run.path().resolve("metrics.jsonl"));
    }

    private static List<Double> losses(RunDirectory run) throws Exception {
        return metrics(run).stream().map(s -> s.values().get(TrainingMetric.LOSS)).toList();
    }
}
