package io.beitstream.model.training.task;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.TeacherLayers;
import io.beitstream.model.feature.TeacherModule;
import io.beitstream.model.script.ScriptModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that teaches: {@code encoder:DIR} of any family, {@code clip:DIR} and its like of this
 * family. Behind the directory may stand the blocks that teach, as in {@code encoder:DIR,4+5+6}.
 *
 * @param layers null for what it was made to give
 */
record EncoderTeacher(ModelDirectory model, @Nullable TeacherLayers layers) {
    private static final String ENCODER = "encoder";

    /** A directory, and the blocks that teach. */
    private static final Pattern WITH_LAYERS = Pattern.compile("(.+?),(\\d+(?:[,+]\\d+)*)");

    /** Opens it if it fits the images; errors as in {@link Teachers#dimension}. */
    static EncoderTeacher open(String name, int imageSize, int patchSize) throws IOException {
        String family = requireFamily(name);
        String source = name.contains(":") ? Teachers.source(name) : "";
        Matcher chosen = WITH_LAYERS.matcher(source);
        Path path = Path.of(chosen.matches() ? chosen.group(1) : source);
        EncoderTeacher teacher =
                new EncoderTeacher(
                        ModelDirectory.openEncoder(path),
                        chosen.matches() ? TeacherLayers.parse(chosen.group(2)) : null);
        EncoderConfig config = teacher.config();
        if (!family.equals(ENCODER) && !config.family().label().startsWith(family)) {
            throw new CheckpointException(
                    path,
                    "the model is not a %s teacher but of the family %s: say %s:%s"
                            .formatted(
                                    family,
                                    config.family().label(),
                                    config.family().label(),
                                    path));
        }
        if (config.preprocessing().crop() != imageSize) {
            throw new IllegalArgumentException(
                    "the teacher in %s takes images of %d pixels, the tokenizer of %d: they must see the same view"
                            .formatted(path, config.preprocessing().crop(), imageSize));
        }
        int side = imageSize / config.architecture().patchSize();
        if (side != imageSize / patchSize) {
            throw Teachers.otherPatches(
                    name, "%d x %d patches".formatted(side, side), imageSize / patchSize);
        }
        if (teacher.layers != null) {
            teacher.layers.requireDepth(config.architecture().depth());
        }
        return teacher;
    }

    private static String requireFamily(String name) {
        String family = Teachers.family(name);
        List<String> known =
                Stream.concat(Stream.of(ENCODER), Arrays.stream(Family.values()).map(Family::label))
                        .toList();
        if (!known.contains(family)) {
            throw new IllegalArgumentException(
                    "unknown teacher '%s': use hog, patches, %s:DIR or torchscript:FILE"
                            .formatted(name, String.join(":DIR, ", known)));
        }
        return family;
    }

    private EncoderConfig config() {
        return (EncoderConfig) model.config();
    }

    /** Length of what it gives for a patch. */
    int dimension() {
        EncoderArchitecture architecture = config().architecture();
        return layers == null
                ? architecture.targetDim()
                : layers.parts().size() * architecture.embedDim();
    }

    FrozenNetwork network() throws IOException {
        EncoderConfig config = config();
        ScriptModule tower = config.imageTower();
        TeacherModule module =
                layers == null
                        ? TeacherModule.ofOutput(tower)
                        : TeacherModule.ofLayers(tower, config.architecture().depth(), layers);
        return new FrozenNetwork(module, TeacherModule.state(config.imageState(model.state())));
    }
}
