package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
     * The inputs of {@code pretrain}: uint8 {@code (B, H, W, 3)}, bool {@code (B, N)}, int64 {@code
     * (B, N)}.
     */
    public List<HostTensor> of(List<TrainingSample> samples) {
        List<int[]> codes =
                tokenizer.tokenize(samples.stream().map(TrainingSample::tokenizerView).toList());
        int patches = codes.get(0).length;
        long[] labels = new long[samples.size() * patches];
        ByteBuffer masks = ByteBuffer.allocate(labels.length);
        for (int i = 0; i < samples.size(); i++) {
            boolean[] mask = samples.get(i).mask();
            if (mask == null || mask.length != patches) {
                throw new IllegalArgumentException(
                        "the tokenizer gives %d codes an image, the mask does not have as many patches: both must use one grid"
                                .formatted(patches));
            }
            for (int n = 0; n < patches; n++) {
                labels[i * patches + n] = codes.get(i)[n];
                masks.put((byte) (mask[n] ? 1 : 0));
            }
        }
        List<RgbImage> views = samples.stream().map(TrainingSample::view).toList();
        return List.of(
                PixelBatch.of(views, size),
                HostTensor.of(DType.BOOL, masks.flip(), samples.size(), patches),
                HostTensor.ofLongs(labels, samples.size(), patches));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
