package io.beitstream.infra.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.data.DatasetIndexer;
import io.beitstream.model.data.ImageDataset;
import io.beitstream.model.evaluation.ClassifierEvaluation;
import io.beitstream.model.evaluation.DecoderEvaluation;
import io.beitstream.model.evaluation.Features;
import io.beitstream.model.evaluation.LabelledFeatures;
import io.beitstream.model.evaluation.LinearProbe;
import io.beitstream.model.evaluation.NearestNeighbours;
import io.beitstream.model.evaluation.PretrainingEvaluation;
import io.beitstream.model.evaluation.TokenizerEvaluation;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how good a network is on images that it has not been trained on. */
@Command(
        name = "evaluate",
        description = {
            "Measures networks on a test set.",
            "  --encoder            k-nearest-neighbour and linear-probe accuracy (needs --train), and that of its",
            "                       classifier, if it has one",
            "  --features pixels    the same for raw pixels, which an encoder has to beat; centred-pixels",
            "                       are those in [-1, 1], a harder mark",
            "  --tokenizer          reconstruction loss and codebook usage (needs --teacher)",
            "  --pretraining        masked losses and accuracies (needs --tokenizer)",
            "  --decoder            how near rebuilt images come to the pixels (needs --tokenizer)"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    /** What is measured as features: an encoder's vectors, or pixels to compare them with. */
    enum Kind {
        ENCODER,
        PIXELS,
        CENTRED_PIXELS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Spec private CommandSpec spec;

    @Option(names = "--encoder", paramLabel = "DIR", description = "an encoder's model directory")
    private @Nullable Path encoder;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private @Nullable Path tokenizer;

    @Option(
            names = "--pretraining",
            paramLabel = "DIR",
            description = "a pretraining model's directory")
    private @Nullable Path pretraining;

    @Option(names = "--decoder", paramLabel = "DIR", description = "a decoder's model directory")
    private @Nullable Path decoder;

    @Option(
            names = "--teacher",
            paramLabel = "NAME",
            description = "the tokenizer's teacher: hog, clip:DIR, dino:DIR or torchscript:FILE")
    private @Nullable String teacher;

    @Option(
            names = "--train",
            paramLabel = "PATH",
            description =
                    "labelled images that may be learned from: a folder of classes, or tar shards")
    private @Nullable Path train;

    @Option(
            names = "--test",
            required = true,
            paramLabel = "PATH",
            description = "images to measure on")
    private Path test;

    @Option(
            names = "--features",
            paramLabel = "encoder|pixels|centred-pixels",
            defaultValue = "ENCODER",
            description = "(default: encoder)")
    private Kind features = Kind.ENCODER;

    @Option(
            names = "--embedding",
            paramLabel = "pooled|cls|mean",
            defaultValue = "POOLED",
            description = "which of the encoder's vectors (default: pooled)")
    private FeatureSelection.Vector embedding = FeatureSelection.Vector.POOLED;

    @Mixin private DeviceMixin device;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        boolean classifies = encoder != null || features != Kind.ENCODER;
        if (!classifies && tokenizer == null && pretraining == null && decoder == null) {
            throw new IllegalArgumentException(
                    "name an --encoder, a --tokenizer, a --pretraining model, a --decoder, or --features pixels");
        }
        InferenceOptions options = device.options();
        Map<String, Object> figures = new LinkedHashMap<>();
        try (ImageDataset testImages = DatasetIndexer.index(test)) {
            boolean classified =
                    encoder != null && classifier(encoder, testImages, options, figures);
            if (classifies && (train != null || !classified)) {
                classify(testImages, options, figures);
            }
            if (pretraining != null) {
                pretraining(pretraining, testImages, options, figures);
            } else if (decoder != null) {
                decoder(decoder, testImages, options, figures);
            } else if (tokenizer != null) {
                tokenizer(tokenizer, testImages, options, figures);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        figures.forEach((name, value) -> out.printf("%-28s %s%n", name, shown(value)));
        if (json != null) {
            ObjectMapper mapper = new ObjectMapper();
            Files.writeString(
                    json,
                    mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
        }
        return 0;
    }

    private static String shown(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%.4f", number)
                : value.toString();
    }

    /** Measures the classifier; false if there is none. */
    private static boolean classifier(
            Path directory,
            ImageDataset testImages,
            InferenceOptions options,
            Map<String, Object> figures)
            throws IOException {
        boolean has =
                ModelDirectory.configOf(directory) instanceof EncoderConfig config
                        && config.architecture().numClasses() > 0;
        if (has) {
            ClassifierEvaluation found = ClassifierEvaluation.of(directory, testImages, options);
            count(found.images(), found.undecodable(), figures);
            figures.put("classifier_top1", found.top1());
        }
        return has;
    }

    private void classify(
            ImageDataset testImages, InferenceOptions options, Map<String, Object> figures)
            throws IOException {
        if (train == null) {
            throw new IllegalArgumentException("name --train: images with classes to learn from");
        }
        try (ImageDataset trainImages = DatasetIndexer.index(train)) {
            List<LabelledFeatures> both = features(trainImages, testImages, options, figures);
            try (LabelledFeatures known = both.get(0);
                    LabelledFeatures asked = both.get(1)) {
                figures.put("dimension", known.dimension());
                figures.put("train_images", known.size());
                figures.put("test_images", asked.size());
                figures.put(
                        "undecodable_images",
                        trainImages.size() + testImages.size() - known.size() - asked.size());
                figures.put(
                        "knn_top1",
                        NearestNeighbours.STANDARD.accuracy(known, asked, options.device()));
                figures.put(
                        "linear_top1",
                        LinearProbe.STANDARD.accuracy(known, asked, options.device()));
            }
        }
    }

    private List<LabelledFeatures> features(
            ImageDataset trainImages,
            ImageDataset testImages,
            InferenceOptions options,
            Map<String, Object> figures)
            throws IOException {
        if (features != Kind.ENCODER || encoder == null) {
            boolean centred = features == Kind.CENTRED_PIXELS;
            figures.put("features", features.toString());
            return List.of(
                    Features.ofPixels(trainImages, centred),
                    Features.ofPixels(testImages, centred));
        }
        FeatureSelection selection = new FeatureSelection(embedding, false, List.of(), false);
        try (Encoder network = ModelLoader.loadEncoder(encoder, options, selection)) {
            figures.put("features", network.id() + " " + embedding.label());
            return List.of(
                    Features.ofEncoder(trainImages, network),
                    Features.ofEncoder(testImages, network));
        }
    }

    private void tokenizer(
            Path directory,
            ImageDataset testImages,
            InferenceOptions options,
            Map<String, Object> figures)
            throws IOException {
        if (teacher == null) {
            throw new IllegalArgumentException(
                    "name the --teacher that the tokenizer was trained with");
        }
        TokenizerEvaluation found = TokenizerEvaluation.of(directory, teacher, testImages, options);
        count(found.images(), found.undecodable(), figures);
        figures.put("reconstruction_loss", found.reconstructionLoss());
        figures.put("constant_loss", found.constantLoss());
        figures.put("loss_ratio", found.reconstructionLoss() / found.constantLoss());
        figures.put("codebook_usage", found.codebookUsage());
        figures.put("perplexity", found.perplexity());
    }

    private void decoder(
            Path directory,
            ImageDataset testImages,
            InferenceOptions options,
            Map<String, Object> figures)
            throws IOException {
        if (tokenizer == null) {
            throw new IllegalArgumentException("name the --tokenizer whose codes are decoded");
        }
        DecoderEvaluation found = DecoderEvaluation.of(directory, tokenizer, testImages, options);
        count(found.images(), found.undecodable(), figures);
        figures.put("psnr", found.psnr());
        figures.put("flat_psnr", found.flatPsnr());
    }

    private void pretraining(
            Path directory,
            ImageDataset testImages,
            InferenceOptions options,
            Map<String, Object> figures)
            throws IOException {
        if (tokenizer == null) {
            throw new IllegalArgumentException("name the --tokenizer whose codes are predicted");
        }
        PretrainingEvaluation found =
                PretrainingEvaluation.of(directory, tokenizer, testImages, options);
        count(found.images(), found.undecodable(), figures);
        figures.putAll(found.values());
        figures.put("chance", found.chance());
    }

    private static void count(int images, int undecodable, Map<String, Object> figures) {
        figures.put("test_images", images);
        figures.put("undecodable_images", undecodable);
    }
}
