package io.beitstream.infra.cli;

import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.ModelExporter;
import io.beitstream.model.evaluation.Int8Selection;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.training.data.DatasetIndexer;
import io.beitstream.model.training.data.ImageDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: models in the forms that others open. */
@Command(
        name = "export",
        description =
                "Writes a model as TorchScript, safetensors, a timm or Hugging Face directory, or a model directory in another precision.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    /** The file formats that models are exported in. */
    enum Format {
        TORCHSCRIPT,
        SAFETENSORS,
        TIMM,
        HUGGINGFACE,
        DIRECTORY
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a model directory")
    private Path directory;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "torchscript|safetensors|timm|huggingface|directory",
            description =
                    "torchscript opens with torch.jit.load and takes uint8 images (B, H, W, 3)")
    private Format format;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description =
                    "fp32, bf16 or fp16, for torchscript, safetensors and directory; int8 for torchscript (default: ${DEFAULT-VALUE})")
    private String precision;

    @Option(
            names = "--calibration-images",
            paramLabel = "PATH",
            description =
                    "a folder or tar archive of images, some dozens: in int8, layers that lose too much on them stay in fp32")
    private @Nullable Path calibrationImages;

    @Option(
            names = "--least-cosine",
            paramLabel = "X",
            description =
                    "with fp32 that int8 keeps, the mean over the calibration images (default: 0.999)")
    private double leastCosine = Int8Selection.DEFAULT_COSINE;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE|DIR",
            description = "the file, or for timm, huggingface and directory the directory, to make")
    private Path out;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(out)) {
            throw new IllegalArgumentException(out + " exists: choose another --out");
        }
        if (Precision.of(precision) == Precision.INT8) {
            return exportInInt8();
        }
        DType type = DType.of(Precision.of(precision));
        ModelDirectory model = ModelDirectory.open(directory);
        if (type != DType.FLOAT32 && (format == Format.TIMM || format == Format.HUGGINGFACE)) {
            throw new IllegalArgumentException("timm and huggingface directories are fp32 only");
        }
        switch (format) {
            case TORCHSCRIPT -> ModelExporter.torchScript(model, type, out);
            case SAFETENSORS -> ModelExporter.safetensors(model, type, out);
            case TIMM -> ModelExporter.timm(model, out);
            case HUGGINGFACE -> ModelExporter.huggingFace(model, out);
            case DIRECTORY -> ModelExporter.modelDirectory(model, type, out);
        }
        say("%s as %s: %s", model.id(), format.name().toLowerCase(Locale.ROOT), out);
        if (format != Format.DIRECTORY) {
            sayWhatIsLeftBehind(model);
        }
        return 0;
    }

    private int exportInInt8() throws IOException {
        if (format != Format.TORCHSCRIPT) {
            throw new IllegalArgumentException("int8 is for --format torchscript only");
        }
        if (calibrationImages == null) {
            throw new IllegalArgumentException(
                    "int8 is judged by images: name some dozens with --calibration-images");
        }
        ModelDirectory model = ModelDirectory.open(directory);
        Int8Selection selection;
        try (ImageDataset images = DatasetIndexer.index(calibrationImages)) {
            selection = Int8Selection.of(model, images, leastCosine);
        }
        if (selection.cosine() < leastCosine) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "no choice of layers keeps a cosine of %s in int8: lower --least-cosine, or use bf16",
                            leastCosine));
        }
        ModelExporter.torchScriptInInt8(model, selection.layers(), out);
        say("%s as torchscript in int8: %s", model.id(), out);
        say(
                "cosine with fp32 on %d images: mean %.6f, least %.6f",
                selection.images(), selection.cosine(), selection.worstCosine());
        if (!selection.inFp32().isEmpty()) {
            say("in fp32, since they lose too much: %s", String.join(", ", selection.inFp32()));
        }
        sayWhatIsLeftBehind(model);
        return 0;
    }

    private void sayWhatIsLeftBehind(ModelDirectory model) throws IOException {
        if (model.whitening() != null) {
            say("without its whitening, for which this format has no place");
        }
    }

    private void say(String text, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, text, values));
    }
}
