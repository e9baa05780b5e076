package io.beitstream.infra.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.file.Publication;
import io.beitstream.model.precision.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a bench, for programs. */
public final class BenchReport {
    private final BenchOptions options;
    private final Map<BenchPart, Findings> found;

    BenchReport(BenchOptions options, Map<BenchPart, Findings> found) {
        this.options = options;
        this.found = found;
    }

    /** The machine in a line. */
    public static String machine() {
        return "%s, %d cores, Java %s, libtorch %s"
                .formatted(
                        Processor.name(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        TorchDevice.libtorchVersion());
    }

    /** Writes all figures; the file is there as a whole or not at all. */
    public void writeJson(Path file) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("machine", machine());
        fields.put("tokenizer", ModelDirectory.openTokenizer(options.tokenizer()).id().toString());
        for (MeasuredEncoder encoder : options.encoders()) {
            fields.put(
                    encoder.of("encoder"),
                    ModelDirectory.openEncoder(encoder.directory()).id().toString());
        }
        fields.put("device", options.inference().device());
        fields.put("precision", options.inference().precision().label());
        fields.put("batchSize", options.batchSize());
        fields.put("rounds", options.rounds());
        fields.put("images", options.images().size());
        found.forEach((part, findings) -> fields.put(part.label(), findings.figures()));
        Publication.writeText(
                file,
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields)
                        + "\n");
    }
}
