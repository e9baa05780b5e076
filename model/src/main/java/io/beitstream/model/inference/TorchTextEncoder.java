package io.beitstream.model.inference;

import io.beitstream.model.ModelId;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A text tower that runs in libtorch. */
record TorchTextEncoder(ModelId id, int dimension, TextTokens tokens, TorchModule module)
        implements TextEncoder {
    @Override
    public List<float[]> encode(List<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("no texts");
        }
        HostTensor vectors = module.forward(tokens.of(texts));
        float[] all = vectors.toFloats();
        return IntStream.range(0, texts.size())
                .mapToObj(i -> Arrays.copyOfRange(all, i * dimension, (i + 1) * dimension))
                .toList();
    }

    @Override
    public void close() {
        module.close();
        tokens.close();
    }
}
