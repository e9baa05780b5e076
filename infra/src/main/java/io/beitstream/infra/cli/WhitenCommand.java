package io.beitstream.infra.cli;

import io.beitstream.model.Encoder;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.WhiteningFit;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code whiten}: an encoder whose vectors tell images apart by all that varies in them. */
@Command(
        name = "whiten",
        description =
                "Fits an encoder's vectors to images, without labels: the copy that it writes gives vectors whose values are"
                        + " uncorrelated and vary equally, and fewer of them if asked for.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WhitenCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--encoder",
            required = true,
            paramLabel = "DIR",
            description = "an encoder's model directory")
    private Path directory;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "PATH",
            description =
                    "a folder or tar archives of images like those to come; 20,000 are enough")
    private Path images;

    @Mixin private NewModelMixin destination;

    @Mixin private VectorMixin vectors;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            description = "values of a vector (default: 256, or all where there are fewer)")
    private @Nullable Integer dimension;

    @Mixin private DeviceMixin device;

    @Override
    public Integer call() throws Exception {
        Path out = destination.path();
        ModelDirectory model = ModelDirectory.openEncoder(directory);
        requireBare(model);
        WhiteningFit fit;
        try (ImageDataset dataset = DatasetIndexer.index(images);
                Encoder encoder =
                        ModelLoader.loadEncoder(directory, options(), vectors.selection())) {
            int values =
                    dimension == null
                            ? Math.min(WhiteningFit.DIMENSION, encoder.dimension())
                            : dimension;
            fit = WhiteningFit.to(dataset, encoder, values);
        }
        ModelDirectory whitened =
                model.whitened(
                        out,
                        fit.whitening(),
                        Map.of(
                                "whitened_from",
                                model.id().toString(),
                                "whitened_on",
                                "%s, %d images".formatted(images, fit.images())));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s gives %d values for %d of %s, which hold %.1f %% of the variance of %,d images, in %s%n",
                        whitened.id(),
                        fit.whitening().dimension(),
                        fit.whitening().inputs(),
                        model.id(),
                        100 * fit.kept(),
                        fit.images(),
                        out);
        return 0;
    }

    /** In fp32 unless it is asked for another: the last axes vary little, and would be noise. */
    private InferenceOptions options() {
        Precision asked = device.precision();
        return new InferenceOptions(device.device(), asked == null ? Precision.FP32 : asked);
    }

    private void requireBare(ModelDirectory model) throws Exception {
        if (model.whitening() != null) {
            throw new IllegalArgumentException(
                    directory + " is whitened already: name the encoder that it was made of");
        }
        if (((EncoderConfig) model.config()).architecture().text() != null) {
            throw new IllegalArgumentException(
                    directory
                            + " compares images with texts, whose vectors would no longer fit: whiten an encoder of images alone");
        }
    }
}
