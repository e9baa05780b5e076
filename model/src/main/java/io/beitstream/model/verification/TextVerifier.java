package io.beitstream.model.verification;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.TwoTowersModule;
import io.beitstream.model.inference.TextTokens;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.tower.TextConfig;
import io.beitstream.model.tower.TextTowerModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compares what a model makes of texts: tokens, vectors, and their products with images'. */
record TextVerifier(Path directory, ReferenceFile reference, TextConfig text) {
    private static final String IDS = "input.ids";

    TextTowerModule network() {
        return new TextTowerModule(text);
    }

    /** The tokens of the texts in the metadata. */
    List<Comparison> verifyTokens() throws IOException {
        String texts = reference.metadata().get("texts");
        if (texts == null || !reference.has(IDS)) {
            return List.of();
        }
        List<String> list = new ObjectMapper().readValue(texts, new TypeReference<>() {});
        try (TextTokens tokens = TextTokens.of(directory, text)) {
            HostTensor expected = reference.tensors().get(IDS);
            return List.of(Comparison.of(IDS, tokens.of(list), expected, 0));
        }
    }

    /** Adds the texts' vectors and the logits, for image embeddings that are there. */
    void addOutputs(TorchModule module, StateDict state, Map<String, HostTensor> ours) {
        HostTensor texts = unit(module.forward(reference.tensors().get(IDS)));
        ours.put("text_embedding", texts);
        HostTensor images = ours.get("image_embedding");
        if (images != null) {
            HostTensor bias = state.find(TwoTowersModule.LOGIT_BIAS);
            ours.put(
                    "logits_per_image",
                    logits(
                            images,
                            texts,
                            Math.exp(state.get(TwoTowersModule.LOGIT_SCALE).toFloats()[0]),
                            bias == null ? 0 : bias.toFloats()[0]));
        }
    }

    private static HostTensor logits(
            HostTensor images, HostTensor texts, double scale, double bias) {
        int width = Math.toIntExact(images.shape()[1]);
        int rows = Math.toIntExact(images.shape()[0]);
        int columns = Math.toIntExact(texts.shape()[0]);
        float[] a = images.toFloats();
        float[] b = texts.toFloats();
        float[] logits = new float[rows * columns];
        for (int i = 0; i < logits.length; i++) {
            double dot = 0;
            for (int d = 0; d < width; d++) {
                dot += (double) a[i / columns * width + d] * b[i % columns * width + d];
            }
            logits[i] = (float) (dot * scale + bias);
        }
        return HostTensor.ofFloats(logits, rows, columns);
    }

    /** Rows scaled to length 1. */
    static HostTensor unit(HostTensor rows) {
        int width = Math.toIntExact(rows.shape()[1]);
        float[] values = rows.toFloats();
        for (int from = 0; from < values.length; from += width) {
            double squares = 0;
            for (int d = 0; d < width; d++) {
                squares += (double) values[from + d] * values[from + d];
            }
            double length = Math.sqrt(squares);
            for (int d = 0; d < width; d++) {
                values[from + d] = (float) (values[from + d] / length);
            }
        }
        return HostTensor.ofFloats(values, rows.shape());
    }
}
