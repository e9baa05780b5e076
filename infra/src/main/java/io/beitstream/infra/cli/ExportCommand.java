package io.beitstream.infra.cli;

import io.beitstream.model.Precision;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.ModelExporter;
import io.beitstream.model.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
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
                    "fp32, bf16 or fp16, for torchscript, safetensors and directory (default: ${DEFAULT-VALUE})")
    private String precision;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE|DIR",
            description = "the file, or for timm, huggingface and directory the directory, to make")
    private Path out;

    @Override
    public Integer call() throws Exception {
        DType type = DType.of(Precision.of(precision));
        if (Files.exists(out)) {
            throw new IllegalArgumentException(out + " exists: choose another --out");
        }
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
        spec.commandLine()
                .getOut()
                .printf("%s as %s: %s%n", model.id(), format.name().toLowerCase(Locale.ROOT), out);
        return 0;
    }
}
