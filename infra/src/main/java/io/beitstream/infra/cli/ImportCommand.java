package io.beitstream.infra.cli;

import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.tensor.DType;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: published weights become a model directory. */
@Command(
        name = "import",
        description = {
            "Turns published weights into a model directory.",
            "Takes .pth (zip and legacy), TorchScript archives, safetensors (one file or sharded) and directories;"
                    + " BEiT of the official code, timm, Hugging Face and MMPretrain; CLIP, SigLIP (1 and 2), DINO, DINOv2 and"
                    + " DINOv3 of Hugging Face, OpenAI and Meta. Nothing in a"
                    + " pickle is executed."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE|DIR", description = "the weights")
    private Path source;

    @Mixin private NewModelMixin destination;

    @Option(
            names = "--kind",
            paramLabel = "auto|tokenizer|encoder|pretraining|teacher",
            defaultValue = "AUTO",
            description =
                    "what to make; a pretraining model can also become an encoder, with its own final norm"
                            + " (default: auto)")
    private ImportOptions.Target kind;

    @Option(names = "--name", paramLabel = "NAME", description = "first part of the model's id")
    private @Nullable String name;

    @Option(
            names = "--early-layers",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "of a pretraining model; its weights do not tell (default: 3 before the last block)")
    private int earlyLayers;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "adapt an encoder to images of this side, in pixels (default: as trained)")
    private int imageSize;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "attention heads, where the weights do not tell (default: one for each 64 dimensions)")
    private int heads;

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString());
        }
        Path out = destination.path();
        ImportOptions options = new ImportOptions(kind, name, earlyLayers, imageSize, heads, 0);
        Map<String, String> provenance = Map.of("imported_by", "beitstream " + Version.current());
        ConvertedModel model = CheckpointImporter.convert(source, options, provenance);
        ModelDirectory written =
                ModelDirectory.write(
                        out, model.config(), model.state(), DType.FLOAT32, model.companions());
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT,
                "%s: %s, %,d parameters, in %s%n",
                written.id(),
                model.flavour().description(),
                written.parameters(),
                out);
        list(console, "left out", model.dropped());
        list(console, "derived", model.derived());
        return 0;
    }

    private static void list(PrintWriter console, String what, List<String> items) {
        if (!items.isEmpty()) {
            int more = items.size() - 6;
            console.printf(
                    "  %s: %s%s%n",
                    what,
                    String.join(", ", items.subList(0, Math.min(6, items.size()))),
                    more > 0 ? " and " + more + " more" : "");
        }
    }
}
