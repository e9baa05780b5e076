package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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
     * The inputs of {@code pretrain}: uint8 {@code (B, H, W, 3)}, the numbers of the masked patches
     * and their codes, int64 {@code (B, M)} both.
     */
    public List<HostTensor> of(List<TrainingSample> samples) {
        List<int[]> codes =
                tokenizer.tokenize(samples.stream().map(TrainingSample::tokenizerView).toList());
        HostTensor masked = MaskedPatches.of(samples, codes.get(0).length);
        long[] patches = masked.toLongs();
        int each = patches.length / samples.size();
        long[] labels = new long[patches.length];
        Arrays.setAll(labels, i -> codes.get(i / each)[(int) patches[i]]);
        List<RgbImage> views = samples.stream().map(TrainingSample::view).toList();
        return List.of(
                PixelBatch.of(views, size),
                masked,
                HostTensor.ofLongs(labels, samples.size(), each));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
