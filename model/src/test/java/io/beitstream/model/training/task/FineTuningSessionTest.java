package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Regularization;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningSessionTest {
    private static final int BATCH = 8;
    private static final List<String> CLASSES = List.of("bird", "cat", "dog");
    private static final Regularization ALL = new Regularization(.1, .8, 1, .5, .5, 2, 9, .5);
    private static final Regularization NONE = new Regularization(0, 0, 0, 0, 0, 0, 0, 0);

    @TempDir private Path directory;

    @Test
    void aClassifierLearnsOneBatchByHeart() throws Exception {
        TrainingConfig config = config(150, NONE, 0, 0);
        List<TrainingSample> batch = samples(3);
        Map<TrainingMetric, Double> first = null;
        Map<TrainingMetric, Double> last = Map.of();
        try (TorchTrainingSession session = TinyRuns.open(config, start(config, "heart"))) {
            for (int i = 0; i < 150; i++) {
                last = session.step(batch);
                first = first == null ? last : first;
            }
        }

        // A head a thousandth the usual size knows nothing: ln 3.
        assertThat(first.get(TrainingMetric.LOSS)).isBetween(1.098, 1.099);
        assertThat(last.get(TrainingMetric.LOSS)).isLessThan(.05);
        assertThat(last.get(TrainingMetric.ACCURACY)).isEqualTo(1);
    }

    @Test
    void aSavedSessionGoesOnAsIfItHadNotStopped() throws Exception {
        TrainingConfig config = config(9, ALL, .2, .9);
        Path through = start(config, "through");
        try (TorchTrainingSession session = TinyRuns.open(config, through)) {
            steps(session, 0, 9);
            session.save(through);
        }
        Path stopped = start(config, "stopped");
        for (int from : new int[] {0, 2}) {
            try (TorchTrainingSession session = TinyRuns.open(config, stopped)) {
                steps(session, from, from == 0 ? 2 : 9);
                session.save(stopped);
            }
        }

        assertThat(stopped).hasSameBinaryContentAs(through);
    }

    @Test
    void theResultIsTheAverageWithTheNamesOfItsClasses() throws Exception {
        TrainingConfig config = config(4, ALL, 0, .9);
        Path state = start(config, "averaged");
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            steps(session, 0, 4);
            session.save(state);
        }
        TrainingState saved = TrainingState.read(state);
        ModelDirectory model =
                TrainedModel.write(
                        directory.resolve("model"), new RunDescription(config, "x", BATCH), saved);

        EncoderConfig encoder = (EncoderConfig) ModelDirectory.openEncoder(model.path()).config();
        assertThat(encoder.classes()).isEqualTo(CLASSES);
        assertThat(encoder.architecture()).isEqualTo(architecture(3));
        assertThat(model.configJson()).contains("\"classes\" : [ \"bird\", \"cat\", \"dog\" ]");
        String name = "blocks.1.mlp.fc1.weight";
        float[] written = model.state().get(name).toFloats();
        assertThat(written).isNotEqualTo(saved.network().get(name).toFloats());
    }

    @Test
    void itStartsWithAnEncodersWeightsAndAFreshHead() throws Exception {
        ModelDirectory encoder = encoder(architecture(0), List.of());
        StateDict start = started(config(4, ALL, 0, .9), encoder).network();

        String block = "blocks.0.attn.qkv.weight";
        assertThat(start.get(block).toFloats()).isEqualTo(encoder.state().get(block).toFloats());
        assertThat(start.get("fc_norm.weight").toFloats())
                .isEqualTo(encoder.state().get("fc_norm.weight").toFloats());
        assertThat(start.get("head.bias").toFloats()).containsOnly(0);
        for (float value : start.get("head.weight").toFloats()) {
            assertThat(value).isBetween(-2e-4f, 2e-4f);
        }
    }

    @Test
    void aClassifierOfTheSameClassesGoesOnWithItsHead() throws Exception {
        ModelDirectory encoder = encoder(architecture(3), CLASSES);
        StateDict start = started(config(4, ALL, 0, .9), encoder).network();

        assertThat(start.get("head.weight").toFloats())
                .isEqualTo(encoder.state().get("head.weight").toFloats());
    }

    @Test
    void weightsOfAnotherShapeAndOtherWeightsAreRefused() throws Exception {
        BeitConfig wide =
                new BeitConfig(TinyRuns.SIDE, 8, 48, 2, 2, .1, false, true, false, true, 0, 2, 0);
        ModelDirectory other = encoder(wide, List.of());
        TrainingConfig config = config(4, ALL, 0, 0);

        assertThatThrownBy(() -> started(config, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit this run");
        TrainingConfig changed = TinyRuns.with(from(config, other), "init_id", "\"x@1\"");
        assertThatThrownBy(() -> TrainingStart.create(changed, List.of(), "cpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no longer x@1");
    }

    @Test
    void aDescriptionOlderThanItsNewSettingsIsRead() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(2, BATCH, TinyRuns.rounds(2));
        ObjectNode tree = ConfigJson.MAPPER.valueToTree(config);
        tree.remove(List.of("init_from", "init_id"));

        assertThat(ConfigJson.MAPPER.treeToValue(tree, TrainingConfig.class)).isEqualTo(config);
    }

    private TrainingState started(TrainingConfig config, ModelDirectory from) throws IOException {
        return TrainingStart.create(from(config, from), List.of(), "cpu");
    }

    private static TrainingConfig from(TrainingConfig config, ModelDirectory model)
            throws IOException {
        String path = ConfigJson.MAPPER.writeValueAsString(model.path().toString());
        return TinyRuns.with(
                TinyRuns.with(config, "init_from", path), "init_id", "\"" + model.id() + "\"");
    }

    private ModelDirectory encoder(BeitConfig architecture, List<String> classes)
            throws IOException {
        EncoderConfig config =
                EncoderConfig.ofBeit(
                                "from",
                                architecture,
                                Preprocessing.ofInputSize(TinyRuns.SIDE),
                                Map.of())
                        .withClasses(classes);
        return ModelDirectory.write(
                directory.resolve("from"),
                config,
                config.network().initialState(new SplittableRandom(9)));
    }

    private static BeitConfig architecture(int classes) {
        return new BeitConfig(
                TinyRuns.SIDE, 8, 32, 2, 2, .1, false, true, false, true, classes, 2, 0);
    }

    private static TrainingConfig config(
            int epochs, Regularization regularization, double dropPath, double averageDecay)
            throws IOException {
        TaskConfig task =
                new TaskConfig.FineTuning(
                        architecture(0).withClasses(3),
                        CLASSES,
                        dropPath,
                        .75,
                        averageDecay,
                        regularization);
        return TinyRuns.with(TinyRuns.tokenizer(epochs, BATCH, TinyRuns.rounds(epochs)), task);
    }

    private Path start(TrainingConfig config, String name) throws IOException {
        Path file = directory.resolve(name);
        TrainingStart.create(config, List.of(), "cpu").write(file);
        return file;
    }

    private static void steps(TorchTrainingSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            session.step(samples(i));
        }
    }

    private static List<TrainingSample> samples(int seed) {
        List<TrainingSample> samples = new ArrayList<>();
        for (TrainingSample sample : TinyRuns.samples(BATCH, seed)) {
            samples.add(sample.of(samples.size() % CLASSES.size()));
        }
        return samples;
    }
}
