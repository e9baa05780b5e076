package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.tensor.StateDict;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights under our names with the configuration they imply.
 *
 * @param companions files of the source that belong beside the weights
 * @param dropped keys that were left out on purpose
 * @param derived what was computed from other weights
 */
public record ConvertedModel(
        ModelConfig config,
        StateDict state,
        Flavour flavour,
        List<Path> companions,
        List<String> dropped,
        List<String> derived) {}
