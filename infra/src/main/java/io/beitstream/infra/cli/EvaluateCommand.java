package io.beitstream.infra.cli;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.ClassifierEvaluation;
import io.beitstream.model.evaluation.DecoderEvaluation;
import io.beitstream.model.evaluation.PretrainingEvaluation;
import io.beitstream.model.evaluation.TokenizerEvaluation;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.nio.file.Path;
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
            "                       are those in [-1, 1], a harder mark; teacher the features of a --teacher,",
            "                       which the codes that are predicted come from",
            "  --tokenizer          reconstruction loss and codebook usage (needs --teacher)",
            "  --pretraining        masked losses and accuracies (needs --tokenizer)",
            "  --decoder            how near rebuilt images come to the pixels (needs --tokenizer)"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
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
            description =
                    "the tokenizer's teacher: hog, patches:FILE, encoder:DIR, clip:DIR, dino:DIR or torchscript:FILE")
    private @Nullable String teacher;

    @Option(
            names = "--test",
            required = true,
            paramLabel = "PATH",
            description = "images to measure on")
    private Path test;

    @Mixin private ClassificationMixin classification;

    @Mixin private DeviceMixin device;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        boolean classifies = encoder != null || classification.hasOwnFeatures();
        if (!classifies && tokenizer == null && pretraining == null && decoder == null) {
            throw new IllegalArgumentException(
                    "name an --encoder, a --tokenizer, a --pretraining model, a --decoder, or --features pixels");
        }
        InferenceOptions options = device.options();
        Figures figures = new Figures();
        try (ImageDataset testImages = DatasetIndexer.index(test)) {
            boolean classified =
                    encoder != null && classifier(encoder, testImages, options, figures);
            if (classifies && (classification.hasTrainingSet() || !classified)) {
                classification.measure(encoder, teacher, tokenizer, testImages, options, figures);
            }
            if (pretraining != null) {
                pretraining(pretraining, testImages, options, figures);
            } else if (decoder != null) {
                decoder(decoder, testImages, options, figures);
            } else if (tokenizer != null) {
                tokenizer(tokenizer, testImages, options, figures);
            }
        }
        figures.print(spec.commandLine().getOut());
        if (json != null) {
            figures.write(json);
        }
        return 0;
    }

    /** Measures the classifier; false if there is none. */
    private static boolean classifier(
            Path directory, ImageDataset testImages, InferenceOptions options, Figures figures)
            throws IOException {
        boolean has =
                ModelDirectory.configOf(directory) instanceof EncoderConfig config
                        && config.architecture().numClasses() > 0;
        if (has) {
            ClassifierEvaluation found = ClassifierEvaluation.of(directory, testImages, options);
            count(found.images(), found.undecodable(), figures);
            figures.share("classifier_top1", found.top1(), found.images());
        }
        return has;
    }

    private void tokenizer(
            Path directory, ImageDataset testImages, InferenceOptions options, Figures figures)
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
        figures.put("unigram_entropy", Math.log(found.perplexity()));
    }

    private void decoder(
            Path directory, ImageDataset testImages, InferenceOptions options, Figures figures)
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
            Path directory, ImageDataset testImages, InferenceOptions options, Figures figures)
            throws IOException {
        if (tokenizer == null) {
            throw new IllegalArgumentException("name the --tokenizer whose codes are predicted");
        }
        PretrainingEvaluation found =
                PretrainingEvaluation.of(directory, tokenizer, testImages, options);
        count(found.images(), found.undecodable(), figures);
        found.values()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("accuracy")) {
                                // The patches of an image hang together, images do not.
                                figures.share(name, value, found.images());
                            } else {
                                figures.put(name, value);
                            }
                        });
        figures.put("chance", found.chance());
        figures.put("unigram_accuracy", found.codes().largestShare());
        figures.put("unigram_entropy", found.codes().entropy());
    }

    private static void count(int images, int undecodable, Figures figures) {
        figures.put("test_images", images);
        figures.put("undecodable_images", undecodable);
    }
}
