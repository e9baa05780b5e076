package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.jobs.pipeline.inference.MicroBatcher.Completed;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.DecodeStyle;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.EncoderSource;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One network, many callers, real libtorch. */
class SharedNetworkITCase {
    private static final int CALLERS = 16;
    @TempDir private Path directory;

    @Test
    void sixteenCallersOfOneEncoderGetWhatTheyWouldAlone() throws Exception {
        Path model = write(ModelPreset.TINY.encoder("tiny", Map.of()));
        InferenceSettings settings =
                InferenceSettings.of(InferenceOptions.CPU_FP32, 8, Duration.ofMillis(50));
        List<RgbImage> images = images(CALLERS, 64);
        List<float[]> together = new ArrayList<>();
        boolean batched = false;
        try (SharedNetworks.Lease<Vectors> lease = lease(model, settings)) {
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            List<Callable<Completed<Vectors>>> calls = new ArrayList<>();
            images.forEach(image -> calls.add(() -> lease.batcher().submit(image).get()));
            for (Future<Completed<Vectors>> done : callers.invokeAll(calls)) {
                together.add(done.get().output().embedding().vector());
                batched |= done.get().batchSize() > 1;
            }
            callers.shutdown();
        }
        assertThat(batched).isTrue();
        try (Encoder alone = ModelLoader.loadEncoder(model, InferenceOptions.CPU_FP32)) {
            for (int i = 0; i < CALLERS; i++) {
                assertThat(together.get(i))
                        .containsExactly(
                                alone.encode(images.subList(i, i + 1)).get(0).vector(),
                                within(1e-5f));
            }
        }
    }

    @Test
    void leasesOfOneNetworkShareItAndTheLastLetsItGo() throws Exception {
        Path model = write(ModelPreset.TINY.encoder("tiny", Map.of()));
        InferenceSettings settings =
                InferenceSettings.of(InferenceOptions.CPU_FP32, 1, Duration.ofMillis(1));
        SharedNetworks.Lease<Vectors> first = lease(model, settings);
        SharedNetworks.Lease<Vectors> second = lease(model, settings);

        assertThat(second.batcher()).isSameAs(first.batcher());
        first.close();
        first.close();
        RgbImage image = images(1, 64).get(0);
        assertThat(second.batcher().submit(image).get().output().embedding().vector()).hasSize(192);
        second.close();
        assertThat(second.batcher().submit(image)).isCompletedExceptionally();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void residentMemoryDoesNotGrowWithTheNumberOfBatches() throws Exception {
        Path model = write(ModelPreset.TINY.encoder("tiny", Map.of()));
        List<RgbImage> batch = images(2, 64);
        try (Encoder encoder = ModelLoader.loadEncoder(model, InferenceOptions.CPU_FP32)) {
            long early = 0;
            for (int i = 1; i <= 1000; i++) {
                encoder.encode(batch);
                if (i == 200) {
                    early = residentKilobytes();
                }
            }
            assertThat((double) residentKilobytes() / early).isLessThan(1.05);
        }
    }

    private static SharedNetworks.Lease<Vectors> lease(Path model, InferenceSettings settings)
            throws Exception {
        return SharedNetworks.lease(
                new ModelNetworks.EncoderLoader(
                        EncoderSource.of(model),
                        settings.options(),
                        FeatureSelection.DEFAULT,
                        DecodeStyle.EXACT),
                settings);
    }

    /** Resident memory after the garbage of the heap, and of the buffers it owns, is gone. */
    private static long residentKilobytes() throws Exception {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no VmRSS");
    }

    private static List<RgbImage> images(int count, int side) {
        Random random = new Random(4);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[side * side * 3];
            random.nextBytes(pixels);
            images.add(new RgbImage(side, side, pixels));
        }
        return images;
    }

    private Path write(ModelConfig config) throws Exception {
        Path path = directory.resolve(config.name());
        ModelDirectory.write(path, config, config.network().initialState(new Random(1)));
        return path;
    }
}
