package io.beitstream.model.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decodes and resizes the photographs a reference names, and compares the pixels. */
final class PreprocessingVerifier {
    private static final double SHARE_OFF_BY_ONE = 0.005;
    private static final Pattern OUTPUT = Pattern.compile("(.+)\\.crop(\\d+)");

    private PreprocessingVerifier() {}

    static List<Comparison> verify(ReferenceFile reference, @Nullable Path images)
            throws IOException {
        if (images == null) {
            throw new CheckpointException(
                    reference.path(),
                    "it compares photographs: name their folder with --images DIR");
        }
        JsonNode files = new ObjectMapper().readTree(reference.metadata().get("images"));
        List<Comparison> comparisons = new ArrayList<>();
        for (Map.Entry<String, HostTensor> entry : reference.tensors().asMap().entrySet()) {
            Matcher name = OUTPUT.matcher(entry.getKey());
            if (name.matches()) {
                String file = files.path(name.group(1)).path("file").asText();
                int crop = Integer.parseInt(name.group(2));
                comparisons.add(
                        compare(entry.getKey(), images.resolve(file), crop, entry.getValue()));
            }
        }
        return comparisons;
    }

    private static Comparison compare(String name, Path file, int crop, HostTensor expected)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            return Comparison.failed(name, "there is no " + file);
        }
        try {
            RgbImage image = ImageDecoder.withDefaults().decode(Files.readAllBytes(file));
            int resize = Preprocessing.ofInputSize(crop).resize();
            RgbImage square = new Preprocessing(resize, crop, ResampleFilter.BICUBIC).apply(image);
            return Comparison.ofPixels(name, square.pixels(), expected, SHARE_OFF_BY_ONE);
        } catch (ImageException e) {
            return Comparison.failed(name, file + ": " + e.getMessage());
        }
    }
}
