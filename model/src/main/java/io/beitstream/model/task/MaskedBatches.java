package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images, their masks, and the codes that a frozen tokenizer gives for their unmasked second views
 * (reference section 5.3).
 *
 * @param size side of the first view, in pixels
 */
public record MaskedBatches(int size, Tokenizer tokenizer) implements AutoCloseable {
    /**
     * Loads the tokenizer.
     *
     * @throws IOException if it cannot be read
     */
    public static MaskedBatches open(Path tokenizer, int size, InferenceOptions options)
            throws IOException {
        return new MaskedBatches(size, ModelLoader.loadTokenizer(tokenizer, options));
    }

    /**
     * The inputs of {@code pretrain}: uint8 {@code (B, H, W, 3)}, int64 {@code (B, M)}, int64
     * {@code (B, N)}.
     */
    public List<HostTensor> of(List<TrainingSample> samples) {
        List<int[]> codes =
                tokenizer.tokenize(samples.stream().map(TrainingSample::tokenizerView).toList());
        int patches = codes.get(0).length;
        long[] labels = codes.stream().flatMapToInt(IntStream::of).asLongStream().toArray();
        List<RgbImage> views = samples.stream().map(TrainingSample::view).toList();
        return List.of(
                PixelBatch.of(views, size),
                MaskedPatches.of(samples, patches),
                HostTensor.ofLongs(labels, samples.size(), patches));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
