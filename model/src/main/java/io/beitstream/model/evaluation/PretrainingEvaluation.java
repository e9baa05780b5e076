package io.beitstream.model.evaluation;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelConfig.PretrainingModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.MaskingGenerator;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.training.task.CodeHits;
import io.beitstream.model.training.task.MaskedBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The measurement of how well a pretraining model predicts masked codes of images that it has not
 * been trained on.
 *
 * @param values losses in nats and accuracies of both heads, by name, means over images
 * @param chance accuracy of guessing: one over the number of codes
 * @param codes of the masked patches: what who knew their frequencies alone would know
 */
public record PretrainingEvaluation(
        int images, int undecodable, Map<String, Double> values, double chance, CodeHits codes) {
    /** Evaluates with 40 % of the patches masked, by the same masks each time. */
    public static PretrainingEvaluation of(
            Path pretraining, Path tokenizer, ImageDataset dataset, InferenceOptions asked)
            throws IOException {
        InferenceOptions options = PrecisionChooser.ofThisMachine().settle(asked);
        ModelDirectory model = ModelDirectory.open(pretraining);
        if (!(model.config() instanceof PretrainingModelConfig config)) {
            throw new CheckpointException(pretraining, "the model is not a pretraining model");
        }
        int side = config.architecture().imgSize() / config.architecture().patchSize();
        int masked = (int) Math.round(0.4 * side * side);
        MaskingGenerator masks =
                new MaskingGenerator(side, side, masked, Math.max(1, masked / 5), masked, 0.3);
        ScriptArchive archive = InferenceArchives.of(config.network(), model.state(), options);
        DatasetReader reader = new DatasetReader(dataset, config.preprocessing());
        Map<String, Double> sums = new LinkedHashMap<>();
        int[] images = {0};
        CodeHits codes = new CodeHits(config.architecture().vocabSize());
        try (MaskedBatches batches =
                        MaskedBatches.open(tokenizer, config.architecture().imgSize(), options);
                TorchModule network =
                        TorchModule.load(archive, new TorchDevice(options.device()))) {
            reader.forEach(
                    batch -> {
                        List<TrainingSample> samples = new ArrayList<>();
                        for (int i = 0; i < batch.images().size(); i++) {
                            var random =
                                    Seeds.random(0, Seeds.EVALUATION, 0, batch.indices().get(i));
                            samples.add(
                                    new TrainingSample(
                                            batch.images().get(i),
                                            batch.images().get(i),
                                            masks.draw(random)));
                        }
                        List<HostTensor> inputs = batches.of(samples);
                        codes.add(inputs.get(2).toLongs()); // of the masked patches
                        new StateDict(network.call("pretrain", inputs))
                                .asMap()
                                .forEach(
                                        (name, value) ->
                                                sums.merge(
                                                        name,
                                                        samples.size()
                                                                * (double) value.toFloats()[0],
                                                        Double::sum));
                        images[0] += samples.size();
                    });
        }
        sums.replaceAll((name, sum) -> sum / images[0]);
        return new PretrainingEvaluation(
                images[0], reader.undecodable(), sums, 1.0 / codes.codes(), codes);
    }
}
