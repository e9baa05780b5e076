package io.beitstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.beitstream.model.ModelId;
import io.beitstream.model.feature.PixelNormalization.Statistics;
import io.beitstream.model.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of somebody's TorchScript encoder. It stands beside the archive, in a file
 * of the same name with {@code .json} behind it.
 *
 * @param name the first part of its id
 * @param normalization channel statistics, for a network that takes float {@code (B, 3, H, W)};
 *     null for one that takes uint8 {@code (B, H, W, 3)}
 * @param dimension of its vectors: it gives float {@code (B, dimension)}
 */
public record ScriptEncoderConfig(
        String name,
        Preprocessing preprocessing,
        @Nullable Statistics normalization,
        int dimension) {
    private static final String SUFFIX = ".json";

    @SuppressWarnings("NullAway") // the reader leaves out what the file leaves out
    public ScriptEncoderConfig {
        if (name == null || preprocessing == null || dimension < 1) {
            throw new IllegalArgumentException("it needs a name, a preprocessing and a dimension");
        }
        if (normalization != null) {
            preprocessing = preprocessing.withStatistics(normalization.label());
        }
    }

    /**
     * Reads what stands beside an archive.
     *
     * @throws CheckpointException naming the file, if it is not there or not understood
     * @throws IOException if it cannot be read
     */
    public static ScriptEncoderConfig beside(Path archive) throws IOException {
        Path file = archive.resolveSibling(archive.getFileName() + SUFFIX);
        if (!Files.isRegularFile(archive)) {
            throw new CheckpointException(archive, "there is no such TorchScript archive");
        }
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    archive,
                    "it needs %s beside it, with name, preprocessing and dimension (docs/encoders.md)"
                            .formatted(file.getFileName()));
        }
        try {
            return ConfigJson.SIZES.readValue(ConfigJson.text(file), ScriptEncoderConfig.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file, "unusable: " + e.getOriginalMessage());
        }
    }

    /** The id of the network in an archive. */
    public ModelId id(Path archive) throws IOException {
        return new ModelId(name, WeightsDigest.of(archive));
    }
}
