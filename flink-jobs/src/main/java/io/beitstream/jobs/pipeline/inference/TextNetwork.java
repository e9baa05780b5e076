package io.beitstream.jobs.pipeline.inference;

import io.beitstream.model.TextEncoder;
import io.beitstream.model.inference.ModelLoader;
import java.util.List;

/** A text tower behind a micro-batcher: the vectors of texts. */
public final class TextNetwork implements SharedNetwork<String, float[]> {
    private final TextEncoder encoder;

    TextNetwork(TextEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public List<float[]> run(List<String> texts) {
        List<float[]> vectors = encoder.encode(texts);
        if (!vectors.stream().allMatch(ModelNetworks::isFinite)) {
            throw new NonFiniteOutputException();
        }
        return vectors;
    }

    @Override
    public void bindCaller(int threads) {
        ModelLoader.useThreads(threads);
    }

    @Override
    public String modelId() {
        return encoder.id().toString();
    }

    @Override
    public String knownGood() {
        return "a";
    }

    @Override
    public void close() {
        encoder.close();
    }
}
