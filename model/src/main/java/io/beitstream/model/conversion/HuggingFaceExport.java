package io.beitstream.model.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.tensor.StateDict;

/**
 * An encoder as Hugging Face's transformers read it.
 *
 * @param config its {@code config.json}
 * @param processor the class that prepares its images
 * @param state its weights under their names
 */
record HuggingFaceExport(ObjectNode config, String processor, StateDict state) {
    /**
     * What is written of an encoder.
     *
     * @throws IllegalArgumentException if transformers has no such network
     */
    static HuggingFaceExport of(EncoderConfig config, StateDict all) {
        StateDict state = config.network().savedState(all);
        if (config.architecture() instanceof BeitConfig sizes) {
            return new HuggingFaceExport(
                    LibraryConfigs.huggingFace(sizes),
                    "BeitImageProcessor",
                    HuggingFaceNames.of(state));
        }
        for (Flavour flavour : Flavour.values()) {
            if (flavour.layout() instanceof EncoderLayout layout
                    && layout.family() == config.family()) {
                HuggingFaceExport export = layout.export(config.architecture(), state);
                if (export != null) {
                    return export;
                }
            }
        }
        throw new IllegalArgumentException(
                "transformers has no form for a " + config.family().label() + " of these sizes");
    }
}
