package io.beitstream.model.evaluation;

import io.beitstream.model.Encoder;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.whitening.PrincipalComponents;
import io.beitstream.model.whitening.Whitening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A whitening that was fitted to images, and what it keeps of them.
 *
 * @param images that it was fitted to
 * @param kept share of the vectors' variance on the axes that are kept
 */
public record WhiteningFit(Whitening whitening, int images, double kept) {
    /** Images that are enough; of more, as many are taken in equal steps. */
    public static final int ENOUGH = 20_000;

    /** Values that vectors have unless it is said, or all that there are. */
    public static final int DIMENSION = 256;

    /** Images for each value of a whitened vector that are needed at least. */
    private static final int IMAGES_PER_VALUE = 4;

    /**
     * Fits to the encoder's vectors as they are selected.
     *
     * @param dimension values of a whitened vector
     * @throws IllegalArgumentException if the encoder has fewer, or images are too few
     */
    public static WhiteningFit to(ImageDataset images, Encoder encoder, int dimension)
            throws IOException {
        if (dimension < 1 || dimension > encoder.dimension()) {
            throw new IllegalArgumentException(
                    "the encoder's vectors have %d values: choose a --dimension from 1 to %d, not %d"
                            .formatted(encoder.dimension(), encoder.dimension(), dimension));
        }
        if (dimension > ENOUGH / IMAGES_PER_VALUE) {
            throw new IllegalArgumentException(
                    "%d values are too many: choose a --dimension of at most %d"
                            .formatted(dimension, ENOUGH / IMAGES_PER_VALUE));
        }
        requireEnough(images.size(), dimension);
        int count = Math.min(ENOUGH, images.size());
        int[] chosen =
                IntStream.range(0, count)
                        .map(i -> (int) ((long) i * images.size() / count))
                        .toArray();
        ByteBuffer bytes = allocate(count, encoder.dimension());
        try (ImageDataset some = images.some(chosen)) {
            FloatBuffer rows = bytes.asFloatBuffer();
            new DatasetReader(some, encoder.preprocessing())
                    .forEach(
                            batch ->
                                    encoder.encode(batch.images())
                                            .forEach(embedding -> rows.put(embedding.vector())));
            bytes.limit(rows.position() * Float.BYTES);
        }
        int found = bytes.limit() / Float.BYTES / encoder.dimension();
        requireEnough(found, dimension);
        StateDict components =
                components(
                        HostTensor.of(DType.FLOAT32, bytes, found, encoder.dimension()), dimension);
        float[] variances = components.get("variances").toFloats();
        if (variances[0] == 0) {
            throw new IllegalArgumentException(
                    "all images have the same vector: give images that differ");
        }
        return new WhiteningFit(
                Whitening.of(encoder.selection(), components),
                found,
                sum(variances, dimension) / sum(variances, variances.length));
    }

    private static void requireEnough(int images, int dimension) {
        if (images < IMAGES_PER_VALUE * dimension) {
            throw new IllegalArgumentException(
                    "%d images that can be read are too few for %d values: give at least %d, or a smaller --dimension"
                            .formatted(images, dimension, IMAGES_PER_VALUE * dimension));
        }
    }

    private static ByteBuffer allocate(int images, int width) {
        long size = (long) images * width * Float.BYTES;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "vectors of %d values are too long: choose fewer --layers, or another --embedding"
                            .formatted(width));
        }
        return ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static StateDict components(HostTensor rows, int dimension) throws IOException {
        ScriptArchive archive =
                ScriptArchive.forInference(
                        new PrincipalComponents(), new StateDict(Map.of()), DType.FLOAT32);
        try (TorchModule module = TorchModule.load(archive, TorchDevice.CPU)) {
            return new StateDict(
                    module.call("whitened", List.of(rows, HostTensor.ofScalar(dimension))));
        }
    }

    private static double sum(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }
}
