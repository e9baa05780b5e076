package io.beitstream.infra.cli;

import io.beitstream.model.Encoder;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig.TokenizerConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.evaluation.Features;
import io.beitstream.model.evaluation.LabelledFeatures;
import io.beitstream.model.evaluation.LinearProbe;
import io.beitstream.model.evaluation.NearestNeighbours;
import io.beitstream.model.evaluation.ProbeSweep;
import io.beitstream.model.evaluation.TeacherFeatures;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.precision.PrecisionChooser;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.model.training.task.Teacher;
import io.beitstream.model.training.task.Teachers;
import io.beitstream.model.vqkd.VqkdConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which features are classified by neighbours and a linear probe, and how. */
final class ClassificationMixin {
    /** What is measured as features: an encoder's vectors, or something to compare them with. */
    enum Kind {
        ENCODER,
        TEACHER,
        PIXELS,
        CENTRED_PIXELS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--train",
            paramLabel = "PATH",
            description =
                    "labelled images that may be learned from: a folder of classes, or tar shards")
    private @Nullable Path train;

    @Option(
            names = "--features",
            paramLabel = "encoder|teacher|pixels|centred-pixels",
            defaultValue = "ENCODER",
            description = "(default: encoder)")
    private Kind features = Kind.ENCODER;

    @Mixin private VectorMixin vectors;

    @Option(
            names = "--whole",
            description =
                    "show the encoder whole pictures, and not what its preprocessing cuts out of their middle")
    private boolean whole;

    @Option(
            names = "--sweep",
            description =
                    "choose the linear probe's learning rate and weight decay on every tenth training image")
    private boolean sweep;

    boolean hasOwnFeatures() {
        return features != Kind.ENCODER;
    }

    boolean hasTrainingSet() {
        return train != null;
    }

    /**
     * Measures.
     *
     * @param encoder null if other features are
     * @param teacher its name, if its features are
     * @param tokenizer that the teacher is to teach; null for the preset's
     */
    void measure(
            @Nullable Path encoder,
            @Nullable String teacher,
            @Nullable Path tokenizer,
            ImageDataset testImages,
            InferenceOptions options,
            Figures figures)
            throws IOException {
        if (train == null) {
            throw new IllegalArgumentException("name --train: images with classes to learn from");
        }
        try (ImageDataset trainImages = DatasetIndexer.index(train)) {
            Both images = new Both(trainImages, testImages);
            switch (features) {
                case TEACHER -> teacher(teacher, tokenizer, images, options, figures);
                case ENCODER -> encoder(encoder, images, options, figures);
                case PIXELS, CENTRED_PIXELS -> pixels(images, options, figures);
            }
        }
    }

    /** What is learned from, and what is measured on. */
    private record Both(ImageDataset train, ImageDataset test) {}

    private void pixels(Both images, InferenceOptions options, Figures figures) throws IOException {
        boolean centred = features == Kind.CENTRED_PIXELS;
        figures.put("features", features.toString());
        try (LabelledFeatures known = Features.ofPixels(images.train(), centred);
                LabelledFeatures asked = Features.ofPixels(images.test(), centred)) {
            count(images, known, asked, figures);
            classify("", known, asked, options, figures);
        }
    }

    private void encoder(
            @Nullable Path directory, Both images, InferenceOptions options, Figures figures)
            throws IOException {
        if (directory == null) {
            throw new IllegalArgumentException("name the --encoder whose features are measured");
        }
        FeatureSelection selection = vectors.selection();
        try (Encoder network = ModelLoader.loadEncoder(directory, options, selection)) {
            Preprocessing own = network.preprocessing();
            Preprocessing view = whole ? own.ofWholePictures() : own;
            figures.put(
                    "features",
                    "%s %s%s"
                            .formatted(
                                    network.id(),
                                    selection.vector().label(),
                                    selection.layers().isEmpty()
                                            ? ""
                                            : " of blocks " + selection.layers()));
            figures.put("preprocessing", view.id());
            try (LabelledFeatures known = Features.ofEncoder(images.train(), network, view);
                    LabelledFeatures asked = Features.ofEncoder(images.test(), network, view)) {
                count(images, known, asked, figures);
                classify("", known, asked, options, figures);
            }
        }
    }

    private void teacher(
            @Nullable String name,
            @Nullable Path tokenizer,
            Both images,
            InferenceOptions asked,
            Figures figures)
            throws IOException {
        if (name == null) {
            throw new IllegalArgumentException("name the --teacher whose features are measured");
        }
        InferenceOptions options = PrecisionChooser.ofThisMachine().settle(asked);
        VqkdConfig grid =
                tokenizer == null
                        ? ModelPreset.TINY.tokenizerArchitecture()
                        : ((TokenizerConfig) ModelDirectory.openTokenizer(tokenizer).config())
                                .architecture();
        Preprocessing usual = Preprocessing.ofInputSize(grid.imgSize());
        Preprocessing view = whole ? usual.ofWholePictures() : usual;
        try (Teacher network = Teachers.open(name, grid.imgSize(), grid.patchSize(), options)) {
            figures.put("features", name + ", mean of its patches");
            figures.put("preprocessing", view.id());
            try (TeacherFeatures known = TeacherFeatures.of(images.train(), network, view);
                    TeacherFeatures shown = TeacherFeatures.of(images.test(), network, view)) {
                count(images, known.mean(), shown.mean(), figures);
                classify("", known.mean(), shown.mean(), options, figures);
                classify("quadrants_", known.quadrants(), shown.quadrants(), options, figures);
            }
        }
    }

    private static void count(
            Both images, LabelledFeatures known, LabelledFeatures asked, Figures figures) {
        figures.put("dimension", known.dimension());
        figures.put("train_images", known.size());
        figures.put("test_images", asked.size());
        figures.put(
                "undecodable_images",
                images.train().size() + images.test().size() - known.size() - asked.size());
    }

    private void classify(
            String prefix,
            LabelledFeatures known,
            LabelledFeatures asked,
            InferenceOptions options,
            Figures figures)
            throws IOException {
        String device = options.device();
        figures.share(
                prefix + "knn_top1",
                NearestNeighbours.STANDARD.accuracy(known, asked, device),
                asked.size());
        if (!sweep) {
            double top1 = LinearProbe.STANDARD.accuracy(known, asked, device);
            figures.share(prefix + "linear_top1", top1, asked.size());
            return;
        }
        ProbeSweep.Outcome found = ProbeSweep.STANDARD.measure(known, asked, device);
        figures.share(prefix + "linear_top1", found.top1(), asked.size());
        figures.put(prefix + "linear_protocol", found.protocol());
    }
}
