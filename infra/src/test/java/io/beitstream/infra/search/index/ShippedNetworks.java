package io.beitstream.infra.search.index;

import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.model.Embedding;
import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The shipped networks, side by side. */
record ShippedNetworks(TemporaryDirectory scratch, Tokenizer tokenizer, Encoder encoder)
        implements AutoCloseable {
    /** What they make of one picture. */
    record Seen(int[] codes, float[] vector) {}

    static ShippedNetworks load() throws IOException {
        TemporaryDirectory scratch = new TemporaryDirectory("beitstream-copies");
        return new ShippedNetworks(
                scratch,
                ModelLoader.loadTokenizer(
                        ShippedModels.tokenizer(scratch.path()), InferenceOptions.CPU_FP32),
                ModelLoader.loadEncoder(
                        ShippedModels.encoder(scratch.path()), InferenceOptions.CPU_FP32));
    }

    List<Seen> see(List<RgbImage> pictures) {
        List<int[]> codes =
                tokenizer.tokenize(
                        pictures.stream().map(tokenizer.preprocessing()::apply).toList());
        List<Embedding> vectors =
                encoder.encode(pictures.stream().map(encoder.preprocessing()::apply).toList());
        return IntStream.range(0, pictures.size())
                .mapToObj(i -> new Seen(codes.get(i), vectors.get(i).vector()))
                .toList();
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.close();
        scratch.close();
    }
}
