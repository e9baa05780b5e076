package io.beitstream.model.training.task;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.decoder.PixelDecoderModule;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.script.Slot;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.training.step.TrainingStepModule;
import io.beitstream.model.training.step.WeightAverages;
import io.beitstream.model.vqkd.VqkdConfig;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The weights that a run starts from: those of an earlier model, or random ones (reference section
 * 7) and, for a tokenizer, codes from k-means over the untrained encoder's outputs (section 3.5).
 * Made once and given to every trainer.
 */
public final class TrainingStart {
    /** Rows for each code that k-means sees, if the first batch has not more. */
    private static final int ROWS_PER_CODE = 4;

    private TrainingStart() {}

    /** How many samples the start needs, from the beginning of the order; 0 for none. */
    public static int samples(TrainingConfig config) {
        if (config.task() instanceof TaskConfig.Tokenizer task && clusters(config, task)) {
            VqkdConfig network = task.architecture();
            int patches = network.gridSide() * network.gridSide();
            int enough = ROWS_PER_CODE * network.codebookSize() / patches + 1;
            return Math.max(config.batchSize() * config.rounds().trainers(), enough);
        }
        return 0;
    }

    /** The codes of an earlier tokenizer come with it. */
    private static boolean clusters(TrainingConfig config, TaskConfig.Tokenizer task) {
        return task.kmeansInit() && !config.continues();
    }

    /**
     * Makes the state of step 0.
     *
     * @param samples as many as {@link #samples} says; gone through once
     */
    public static TrainingState create(
            TrainingConfig config, Iterable<TrainingSample> samples, String device)
            throws IOException {
        ScriptModule network = config.network();
        SplittableRandom random = Seeds.random(config.seed(), Seeds.NETWORK, -1, 0);
        Map<String, HostTensor> state = new LinkedHashMap<>(network.initialState(random).asMap());
        if (config.task() instanceof TaskConfig.Tokenizer task && clusters(config, task)) {
            state.putAll(
                    new CodebookStart(config, task, device).codes(new StateDict(state), samples));
        }
        if (config.task() instanceof TaskConfig.Decoding task) {
            StateDict tokenizer = ModelDirectory.openTokenizer(Path.of(task.tokenizer())).state();
            state.put(PixelDecoderModule.CODES, tokenizer.get(VqkdTokenizerModule.CODES));
        }
        if (config.continues()) {
            state.putAll(earlier(config, network));
        }
        StateDict start = new StateDict(state);
        Map<String, HostTensor> named = new LinkedHashMap<>();
        network.namedSlots()
                .forEach(
                        (name, slot) -> {
                            if (slot.role() != Slot.Role.DERIVED) {
                                named.put(TrainingStepModule.PREFIX + name, start.get(name));
                            }
                        });
        named.putAll(WeightAverages.start(network, config.task().weightRules(), start));
        return new TrainingState(0, new StateDict(named));
    }

    private static Map<String, HostTensor> earlier(TrainingConfig config, ScriptModule network)
            throws IOException {
        Path directory = Path.of(config.initFrom());
        InitialWeights weights = InitialWeights.open(directory, config.task().getClass());
        if (!weights.model().id().toString().equals(config.initId())) {
            throw new IllegalArgumentException(
                    "%s is %s, and no longer %s: choose another --out, or bring it back"
                            .formatted(directory, weights.model().id(), config.initId()));
        }
        return weights.of(network, config.task());
    }
}
