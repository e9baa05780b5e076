package io.beitstream.model.training.run;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.DecoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelConfig.PretrainingModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.FeatureModel;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.step.WeightAverages;
import io.beitstream.model.training.task.InitialWeights;
import io.beitstream.model.training.task.TaskConfig;
import io.beitstream.model.training.task.Teachers;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a run has learned as model directories. */
public final class TrainedModel {
    /** Below an encoder's directory: the pretraining model with its heads. */
    public static final String PRETRAINING = InitialWeights.PRETRAINING;

    private TrainedModel() {}

    /**
     * Writes the tokenizer; or the decoder; or the encoder, with its classes, or with the
     * pretraining model below it.
     *
     * @return what the directory then holds
     */
    public static ModelDirectory write(
            Path directory, RunDescription description, TrainingState state) throws IOException {
        TrainingConfig config = description.config();
        Map<String, String> provenance = provenance(description, state.step());
        StateDict network = weights(config, state);
        if (config.task() instanceof TaskConfig.Tokenizer task) {
            Preprocessing preprocessing = Preprocessing.ofInputSize(task.architecture().imgSize());
            return ModelDirectory.write(
                    directory,
                    new TokenizerConfig(
                            ModelConfig.FORMAT_VERSION,
                            config.name(),
                            task.architecture(),
                            preprocessing,
                            provenance),
                    network);
        }
        if (config.task() instanceof TaskConfig.Decoding task) {
            return ModelDirectory.write(
                    directory,
                    new DecoderConfig(
                            ModelConfig.FORMAT_VERSION,
                            config.name(),
                            task.architecture(),
                            task.tokenizerId(),
                            Preprocessing.ofInputSize(task.architecture().imgSize()),
                            provenance),
                    network);
        }
        if (config.task() instanceof TaskConfig.FineTuning task) {
            EncoderConfig encoder =
                    EncoderConfig.ofBeit(
                            config.name(),
                            task.architecture(),
                            Preprocessing.ofInputSize(task.architecture().imgSize()),
                            provenance);
            return ModelDirectory.write(directory, encoder.withClasses(task.classes()), network);
        }
        TaskConfig.Pretraining task = (TaskConfig.Pretraining) config.task();
        Preprocessing preprocessing = Preprocessing.ofInputSize(task.architecture().imgSize());
        ModelDirectory.write(
                directory.resolve(PRETRAINING),
                new PretrainingModelConfig(
                        ModelConfig.FORMAT_VERSION,
                        config.name() + "-" + PRETRAINING,
                        task.architecture(),
                        preprocessing,
                        provenance),
                network);
        FeatureModel features = FeatureModel.of(task.architecture(), network, task.pooling());
        return ModelDirectory.write(
                directory,
                EncoderConfig.ofBeit(config.name(), features.config(), preprocessing, provenance),
                features.state());
    }

    /** The weights that come out, under the network's own names: averages where there are any. */
    public static StateDict weights(TrainingConfig config, TrainingState state) {
        return WeightAverages.of(config.network(), config.task().weightRules(), state.tensors());
    }

    private static Map<String, String> provenance(RunDescription description, int step) {
        TrainingConfig config = description.config();
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("trained_on", description.data() + ", " + description.samples() + " images");
        provenance.put("steps", step + " of " + description.steps());
        provenance.put("epochs", Integer.toString(config.epochs()));
        provenance.put("batch_size", Integer.toString(config.batchSize()));
        provenance.put("trainers", Integer.toString(config.rounds().trainers()));
        provenance.put("precision", config.precision().label());
        provenance.put("seed", Long.toString(config.seed()));
        if (config.task() instanceof TaskConfig.Tokenizer task) {
            provenance.put("teacher", Teachers.shortName(task.teacher()));
        } else if (config.task() instanceof TaskConfig.Pretraining task) {
            provenance.put("tokenizer", task.tokenizerId());
        } else if (config.task() instanceof TaskConfig.Decoding task) {
            provenance.put("tokenizer", task.tokenizerId());
        }
        if (config.continues()) {
            provenance.put("init_from", config.initId());
        }
        return provenance;
    }
}
