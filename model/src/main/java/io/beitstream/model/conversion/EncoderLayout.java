package io.beitstream.model.conversion;

import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.tensor.StateDict;
import org.jspecify.annotations.Nullable;

/** How somebody else writes the encoders of a family down. */
non-sealed interface EncoderLayout extends Layout {
    Family family();

    /** The sizes, from weights under our names and what the files beside them say. */
    EncoderArchitecture sizes(Weights weights, ForeignConfig config, ImportOptions options);

    /**
     * An encoder as Hugging Face's transformers read it; null if this is not their layout.
     *
     * @param state under our names, without what follows from the architecture
     */
    default @Nullable HuggingFaceExport export(EncoderArchitecture sizes, StateDict state) {
        return null;
    }
}
