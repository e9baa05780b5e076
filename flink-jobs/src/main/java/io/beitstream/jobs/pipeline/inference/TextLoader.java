package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;

/** Loads the text tower of a model directory. */
public record TextLoader(String directory, InferenceOptions options)
        implements SharedLoader<TextNetwork> {
    @Override
    public TextNetwork load() throws IOException {
        return new TextNetwork(ModelLoader.loadTextEncoder(Path.of(directory), options));
    }

    @Override
    public String device() {
        return options.device();
    }

    @Override
    public TextLoader on(String device) {
        return new TextLoader(directory, options.on(device));
    }
}
