package io.beitstream.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.ModelId;
import io.beitstream.model.PixelDecoder;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingMetric;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.recipe.Recipe;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.TrainedModel;
import io.beitstream.model.training.task.TinyRuns;
import io.beitstream.model.training.task.TorchTrainingSession;
import io.beitstream.model.training.task.TrainingConfig;
import io.beitstream.model.training.task.TrainingStart;
import io.beitstream.model.training.task.TrainingState;
import io.beitstream.model.vqkd.VqkdTokenizerModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder learns to rebuild a batch, and leaves the codes alone. */
class PixelDecoderTest {
    private static final int BATCH = 4;
    private static final int STEPS = 120;
    private static final List<TrainingSample> SAMPLES = TinyRuns.samples(BATCH, 3);

    @TempDir static Path directory;
    private static ModelDirectory tokenizer;
    private static ModelDirectory decoder;
    private static double firstPsnr;
    private static double lastPsnr;

    @BeforeAll
    static void train() throws Exception {
        TrainingConfig codes = TinyRuns.tokenizer(1, BATCH, TinyRuns.rounds(1));
        tokenizer =
                TrainedModel.write(
                        directory.resolve("tokenizer"),
                        new RunDescription(codes, "pictures", BATCH),
                        TrainingStart.create(codes, SAMPLES, "cpu"));
        TrainingConfig config =
                Recipe.named("tiny-decoder")
                        .with("test", "task.tokenizer", tokenizer.path().toString())
                        .resolve()
                        .withBatchesOf(BATCH)
                        .with(Precision.FP32);
        config = TinyRuns.with(config, "epochs", Integer.toString(STEPS));
        Path state = directory.resolve("state");
        TrainingStart.create(config, List.of(), "cpu").write(state);
        try (TorchTrainingSession session = TinyRuns.open(config, state)) {
            for (int i = 0; i < STEPS; i++) {
                Map<TrainingMetric, Double> metrics = session.step(SAMPLES);
                lastPsnr = metrics.get(TrainingMetric.PSNR);
                firstPsnr = i == 0 ? lastPsnr : firstPsnr;
            }
            session.save(state);
        }
        decoder =
                TrainedModel.write(
                        directory.resolve("decoder"),
                        new RunDescription(config, "pictures", BATCH),
                        TrainingState.read(state));
    }

    @Test
    void itLearnsTheBatch() {
        assertThat(lastPsnr).isGreaterThan(firstPsnr + 4);
    }

    @Test
    void theCodesStayTheTokenizers() {
        assertThat(decoder.state().get(PixelDecoderModule.CODES).toFloats())
                .isEqualTo(tokenizer.state().get(VqkdTokenizerModule.CODES).toFloats());
    }

    @Test
    void rebuiltImagesAreAsNearAsTheLossSays() throws Exception {
        List<RgbImage> images = SAMPLES.stream().map(TrainingSample::view).toList();
        try (Tokenizer codes =
                        ModelLoader.loadTokenizer(tokenizer.path(), InferenceOptions.CPU_FP32);
                PixelDecoder pixels =
                        ModelLoader.loadDecoder(decoder.path(), InferenceOptions.CPU_FP32)) {
            pixels.requireTokenizer(codes.id());
            List<RgbImage> rebuilt = pixels.decode(codes.tokenize(images));

            double squares = 0;
            int count = 0;
            for (int i = 0; i < images.size(); i++) {
                byte[] expected = images.get(i).pixels();
                for (int j = 0; j < expected.length; j++) {
                    double apart = (rebuilt.get(i).pixels()[j] & 255) - (expected[j] & 255);
                    squares += apart * apart;
                    count++;
                }
            }
            double psnr = 10 * Math.log10(255 * 255 / (squares / count));
            assertThat(psnr).isGreaterThan(lastPsnr - 0.3); // clamped, and a step further
        }
    }

    @Test
    void anotherTokenizersCodesAreRefused() throws Exception {
        try (PixelDecoder pixels =
                ModelLoader.loadDecoder(decoder.path(), InferenceOptions.CPU_FP32)) {
            assertThatThrownBy(() -> pixels.requireTokenizer(new ModelId("other", "0123456789ab")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(tokenizer.id().toString())
                    .hasMessageContaining("other@0123456789ab")
                    .hasMessageContaining("train-decoder");
        }
    }
}
