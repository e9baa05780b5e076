package io.beitstream.model.training.teacher;

import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.PixelBatch;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Seeds;
import io.beitstream.model.vqkd.SphericalKMeans;
import io.beitstream.model.whitening.PrincipalComponents;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How a {@link PatchTeacher} is fitted: whitening, k-means centres and principal components of
 * small patches and activations that are drawn from a sample of images. Equal seeds and images give
 * equal weights.
 *
 * @param centres K
 * @param dimension of the features C
 * @param seed of what is drawn
 */
public record PatchTeacherFit(int centres, int dimension, long seed) {
    /** Images that are enough. */
    public static final int IMAGES = 4000;

    /** Length of the usual features. */
    public static final int DIMENSION = 64;

    private static final int CENTRES = 400;
    private static final int ITERATIONS = 10;
    private static final int ROWS_PER_IMAGE = 16;
    private static final int IMAGES_AT_ONCE = 50;

    /** What is added to the variances of contrast-normalised patches, whose values have about 1. */
    private static final double WHITENING_FLOOR = 0.1;

    /** The usual sizes. */
    public static PatchTeacherFit ofSeed(long seed) {
        return new PatchTeacherFit(CENTRES, DIMENSION, seed);
    }

    /**
     * Fits.
     *
     * @param images square, of one size
     * @param patchSize of the tokenizer
     */
    public PatchTeacher to(List<RgbImage> images, int patchSize) throws IOException {
        PatchTeacherModule module = new PatchTeacherModule(patchSize, centres, dimension);
        SplittableRandom random = Seeds.random(seed, Seeds.TEACHER, 0, 0);
        Map<String, HostTensor> state = new LinkedHashMap<>(module.initialState(random).asMap());
        HostTensor patches = sample(module, state, "rows", images, random);
        StateDict whitening =
                components("whitening", patches, HostTensor.ofScalar(WHITENING_FLOOR));
        state.put("mean", whitening.get("mean"));
        state.put("whitening", whitening.get("matrix"));
        state.put("centres", centres(module, state, patches));
        HostTensor activations = sample(module, state, "activations", images, random);
        StateDict projection =
                components("projection", activations, HostTensor.ofScalar(dimension));
        state.put("activation_mean", projection.get("mean"));
        state.put("projection", projection.get("matrix"));
        return new PatchTeacher(module, new StateDict(state));
    }

    /** Rows of what a method gives for every image, drawn with replacement. */
    private static HostTensor sample(
            PatchTeacherModule module,
            Map<String, HostTensor> state,
            String method,
            List<RgbImage> images,
            SplittableRandom random)
            throws IOException {
        int side = images.get(0).width();
        float[] drawn = {};
        int width = 0;
        try (TorchModule loaded = load(module, new StateDict(state))) {
            for (int start = 0; start < images.size(); start += IMAGES_AT_ONCE) {
                int end = Math.min(images.size(), start + IMAGES_AT_ONCE);
                HostTensor out =
                        call(
                                loaded,
                                method,
                                List.of(PixelBatch.of(images.subList(start, end), side)));
                int rows = Math.toIntExact(out.shape()[1]);
                width = Math.toIntExact(out.shape()[2]);
                float[] values = out.toFloats();
                if (drawn.length == 0) {
                    drawn = new float[images.size() * ROWS_PER_IMAGE * width];
                }
                for (int i = 0; i < (end - start) * ROWS_PER_IMAGE; i++) {
                    int row = i / ROWS_PER_IMAGE * rows + random.nextInt(rows);
                    int place = start * ROWS_PER_IMAGE + i;
                    System.arraycopy(values, row * width, drawn, place * width, width);
                }
            }
        }
        return HostTensor.ofFloats(drawn, (long) images.size() * ROWS_PER_IMAGE, width);
    }

    /** By k-means from patches of images throughout the sample. */
    private HostTensor centres(
            PatchTeacherModule module, Map<String, HostTensor> state, HostTensor patches)
            throws IOException {
        HostTensor whitened;
        try (TorchModule loaded = load(module, new StateDict(state))) {
            whitened = call(loaded, "whitened", List.of(patches));
        }
        int count = Math.toIntExact(whitened.shape()[0]);
        int width = Math.toIntExact(whitened.shape()[1]);
        if (count < centres) {
            throw new IllegalArgumentException(
                    "%d small patches are too few for %d centres: give more images"
                            .formatted(count, centres));
        }
        float[] rows = whitened.toFloats();
        float[] start = new float[centres * width];
        for (int k = 0; k < centres; k++) {
            int row = (int) ((long) k * count / centres);
            System.arraycopy(rows, row * width, start, k * width, width);
        }
        try (TorchModule kmeans = load(new SphericalKMeans(), new StateDict(Map.of()))) {
            return new StateDict(
                            kmeans.call(
                                    null,
                                    List.of(
                                            whitened,
                                            HostTensor.ofFloats(start, centres, width),
                                            HostTensor.ofScalar(ITERATIONS))))
                    .get("means");
        }
    }

    private static StateDict components(String method, HostTensor rows, HostTensor argument)
            throws IOException {
        try (TorchModule module = load(new PrincipalComponents(), new StateDict(Map.of()))) {
            return new StateDict(module.call(method, List.of(rows, argument)));
        }
    }

    private static HostTensor call(TorchModule module, String method, List<HostTensor> inputs) {
        return module.call(method, inputs).values().iterator().next();
    }

    private static TorchModule load(ScriptModule module, StateDict state) throws IOException {
        return TorchModule.load(
                ScriptArchive.forInference(module, state, DType.FLOAT32), TorchDevice.CPU);
    }
}
