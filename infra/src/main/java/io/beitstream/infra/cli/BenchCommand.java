package io.beitstream.infra.cli;

import io.beitstream.infra.bench.PrecisionBench;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.precision.PrecisionChooser;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: precisions side by side, in speed and in what they give. */
@Command(
        name = "bench",
        description =
                "Compares precisions on the same images: speed (interleaved, medians) and agreement.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "a tokenizer's model directory")
    private @Nullable Path tokenizer;

    @Option(names = "--encoder", paramLabel = "DIR", description = "an encoder's model directory")
    private @Nullable Path encoder;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "DIR",
            description = "a folder of images")
    private Path images;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "images to take (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--precisions",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "fp32,bf16",
            description = "the first is the reference (default: ${DEFAULT-VALUE})")
    private List<String> precisions;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
    private String device;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "images a batch (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Override
    public Integer call() throws Exception {
        if (tokenizer == null && encoder == null) {
            throw new IllegalArgumentException("name a --tokenizer, an --encoder or both");
        }
        List<byte[]> encoded = readImages();
        List<Precision> compared = precisions.stream().map(Precision::of).toList();
        PrecisionBench bench = new PrecisionBench(device, batchSize, compared);
        PrintWriter out = spec.commandLine().getOut();
        InferenceOptions auto = new InferenceOptions(device, Precision.AUTO);
        out.println("auto is " + PrecisionChooser.ofThisMachine().choose(auto).reason());
        if (tokenizer != null) {
            bench.tokenizer(tokenizer, encoded).forEach(out::println);
        }
        if (encoder != null) {
            bench.encoder(encoder, encoded).forEach(out::println);
        }
        return 0;
    }

    /** The first images of the folder that can be decoded. */
    private List<byte[]> readImages() throws java.io.IOException {
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(images)) {
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
            throw new IllegalArgumentException("there are no images in " + images);
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
