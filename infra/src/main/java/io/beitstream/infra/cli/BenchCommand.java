package io.beitstream.infra.cli;

import io.beitstream.infra.bench.Bench;
import io.beitstream.infra.bench.BenchOptions;
import io.beitstream.infra.bench.BenchPart;
import io.beitstream.infra.bench.BenchReport;
import io.beitstream.infra.bench.MeasuredEncoder;
import io.beitstream.infra.demo.SampleImages;
import io.beitstream.infra.demo.ShippedModels;
import io.beitstream.infra.embedded.TemporaryDirectory;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.precision.PrecisionChooser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: what this machine gives, from matrix products to the whole job. */
@Command(
        name = "bench",
        description = {
            "Measures this machine in one run: matrix products, the bare networks, precisions side by side, decoding,"
                    + " the whole job against what its parts would allow, latency, training steps and start-up."
                    + " What is compared takes turns; medians of all rounds."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "some of ${COMPLETION-CANDIDATES}, and what they need (default: all)")
    private List<BenchPart> only = List.of();

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory (default: the shipped one)")
    private @Nullable Path tokenizer;

    @Option(
            names = "--encoder",
            paramLabel = "[NAME=]DIR",
            description =
                    "an encoder's model directory; several have names (default: the shipped one)")
    private List<String> encoders = List.of();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "a folder of images (default: painted ones, which are smaller than photos)")
    private @Nullable Path images;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "images to take (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--job-images",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "images of one run of the whole job, the same again and again"
                            + " (default: ${DEFAULT-VALUE})")
    private int jobImages;

    @Option(
            names = "--latency-seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "that images come for at each load (default: ${DEFAULT-VALUE})")
    private int latencySeconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "of everything that takes turns (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Mixin private InferenceMixin inference;

    @Option(
            names = "--precisions",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "fp32,bf16",
            description = "to compare; the first is the reference (default: ${DEFAULT-VALUE})")
    private List<String> precisions;

    @Option(names = "--json", paramLabel = "FILE", description = "all figures, for programs")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (TemporaryDirectory shipped = new TemporaryDirectory("beitstream-bench-models")) {
            BenchOptions options = options(shipped.path());
            out.println(BenchReport.machine());
            out.println(
                    PrecisionChooser.ofThisMachine()
                            .choose(new InferenceOptions(device(), Precision.AUTO))
                            .reason());
            out.flush();
            BenchReport report =
                    new Bench(options, Beitstream.class.getName(), line -> say(out, line)).run();
            if (json != null) {
                report.writeJson(json);
            }
        }
        return 0;
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private String device() {
        return inference.options().device();
    }

    private BenchOptions options(Path shipped) throws IOException {
        return new BenchOptions(
                Bench.withNeeded(
                        only.isEmpty() ? EnumSet.allOf(BenchPart.class) : Set.copyOf(only)),
                tokenizer == null ? ShippedModels.tokenizer(shipped) : tokenizer,
                encoders(shipped),
                images == null
                        ? SampleImages.create().stream().map(SampleImages.Sample::bytes).toList()
                        : readImages(images),
                rounds,
                inference.batchSize(),
                PrecisionChooser.ofThisMachine().settle(inference.options()),
                precisions.stream().map(Precision::of).toList(),
                jobImages,
                latencySeconds);
    }

    private List<MeasuredEncoder> encoders(Path shipped) throws IOException {
        return encoders.isEmpty()
                ? List.of(new MeasuredEncoder("", ShippedModels.encoder(shipped)))
                : NamedEncoders.of(encoders).all().stream()
                        .map(e -> new MeasuredEncoder(e.name(), Path.of(e.source().text())))
                        .toList();
    }

    /** The first images of the folder that can be decoded. */
    private List<byte[]> readImages(Path folder) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (found.size() < count && Files.isRegularFile(file)) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (isDecodable(bytes)) {
                        found.add(bytes);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there are no images in " + folder);
        }
        return found;
    }

    private static boolean isDecodable(byte[] bytes) {
        try {
            ImageDecoder.withDefaults().decode(bytes);
            return true;
        } catch (ImageException e) {
            return false;
        }
    }
}
