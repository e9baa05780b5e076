package io.beitstream.model.training.task;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of an earlier model that a run starts with. */
public record InitialWeights(ModelDirectory model) {
    /** Below the directory of a pretrained encoder: the pretraining model with its heads. */
    public static final String PRETRAINING = "pretraining";

    private static final String HEAD = "head.";
    private static final String MEAN_NORM = "fc_norm.";

    /**
     * Opens what a task can start with: a tokenizer; a pretraining model, or the encoder that it
     * lies below; a BEiT encoder.
     *
     * @throws CheckpointException if the directory holds something else
     */
    public static InitialWeights open(Path directory, Class<? extends TaskConfig> task)
            throws IOException {
        if (task == TaskConfig.Tokenizer.class) {
            return new InitialWeights(ModelDirectory.openTokenizer(directory));
        }
        if (task == TaskConfig.Pretraining.class) {
            Path below = directory.resolve(PRETRAINING);
            ModelDirectory model =
                    ModelDirectory.open(Files.isDirectory(below) ? below : directory);
            if (!(model.config() instanceof ModelConfig.PretrainingModelConfig)) {
                throw new CheckpointException(
                        directory,
                        "it holds no pretraining model: pretraining goes on from the result of 'beitstream pretrain'");
            }
            return new InitialWeights(model);
        }
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        if (((EncoderConfig) model.config()).family() != Family.BEIT) {
            throw new CheckpointException(
                    directory, "only encoders of the family beit can be fine-tuned");
        }
        return new InitialWeights(model);
    }

    /**
     * The weights for a network. A classifier of other classes begins anew, and with it the norm of
     * the mean patch token, if the encoder pooled its [CLS].
     *
     * @throws IllegalArgumentException if they do not fit
     */
    Map<String, HostTensor> of(ScriptModule network, TaskConfig task) {
        Map<String, HostTensor> taken = new LinkedHashMap<>();
        boolean head =
                model.config() instanceof EncoderConfig encoder
                        && encoder.classes().equals(task.labels());
        for (Map.Entry<String, Slot> entry : network.namedSlots().entrySet()) {
            String name = entry.getKey();
            Slot slot = entry.getValue();
            if (slot.role() == Slot.Role.DERIVED || (name.startsWith(HEAD) && !head)) {
                continue;
            }
            HostTensor found = model.state().find(name);
            if (found == null && name.startsWith(MEAN_NORM)) {
                continue;
            }
            if (found == null || !Arrays.equals(found.shape(), slot.shape())) {
                throw new IllegalArgumentException(
                        "%s does not fit this run: it has %s for %s, which has the shape %s here"
                                .formatted(
                                        model.path(),
                                        found == null ? "nothing" : found,
                                        name,
                                        Arrays.toString(slot.shape())));
            }
            taken.put(name, found);
        }
        return taken;
    }
}
