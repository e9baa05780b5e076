package io.beitstream.model.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.Family;
import io.beitstream.model.checkpoint.ModelConfig.EncoderConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.feature.TeacherLayers;
import io.beitstream.model.feature.TeacherModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.script.ScriptModule;
import io.beitstream.model.teacher.HogTeacherModule;
import io.beitstream.model.teacher.PatchTeacher;
import io.beitstream.model.teacher.TeacherOnPixels;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Teachers by name: {@code hog}, {@code patches:FILE} as it was fitted, {@code encoder:DIR} for an
 * encoder of any family, {@code clip:DIR} and its like for one of this family, {@code
 * torchscript:FILE}. Behind an encoder's directory may stand the blocks that teach, as in {@code
 * encoder:DIR,4+5+6} ({@link TeacherLayers}).
 */
public final class Teachers {
    private static final String ENCODER = "encoder";

    /** A directory, and the blocks that teach. */
    private static final Pattern WITH_LAYERS = Pattern.compile("(.+?),(\\d+(?:[,+]\\d+)*)");

    private Teachers() {}

    /**
     * The dimension of a teacher's features.
     *
     * @param imageSize side of the images that it is to see, in pixels
     * @throws IllegalArgumentException if there is no such teacher, or it does not fit the images
     * @throws IOException if its files cannot be read
     */
    public static int dimension(String name, int imageSize, int patchSize) throws IOException {
        try (Teacher teacher = open(name, imageSize, patchSize, InferenceOptions.CPU_FP32)) {
            HostTensor one = HostTensor.zeros(1, imageSize, imageSize, 3);
            return Math.toIntExact(teacher.targets(one).shape()[2]);
        }
    }

    /**
     * Loads a teacher; errors as in {@link #dimension}.
     *
     * @param imageSize side of the images that it is to see, in pixels
     * @param patchSize of the tokenizer; the teacher must give one feature for each of its patches
     */
    public static Teacher open(String name, int imageSize, int patchSize, InferenceOptions options)
            throws IOException {
        Optional<FrozenNetwork> network = network(name, imageSize, patchSize);
        Teacher teacher =
                network.isPresent()
                        ? load(network.get(), options)
                        : external(Path.of(source(name)), options);
        return new CheckedTeacher(name, teacher, imageSize / patchSize);
    }

    /**
     * The network of a teacher of ours, with its weights; empty for somebody's module. Errors as in
     * {@link #dimension}.
     */
    static Optional<FrozenNetwork> network(String name, int imageSize, int patchSize)
            throws IOException {
        return switch (family(name)) {
            case "hog" ->
                    Optional.of(
                            new FrozenNetwork(
                                    new TeacherOnPixels(new HogTeacherModule(patchSize)),
                                    new StateDict(Map.of())));
            case PatchTeacher.NAME -> Optional.of(patches(name, patchSize));
            case "torchscript" -> Optional.empty();
            default -> Optional.of(directory(name, imageSize, patchSize));
        };
    }

    private static FrozenNetwork patches(String name, int patchSize) throws IOException {
        PatchTeacher teacher = PatchTeacher.read(Path.of(source(name)), patchSize);
        return new FrozenNetwork(teacher.module(), teacher.state());
    }

    private static String family(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String source(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private static String requireFamily(String name) {
        String family = family(name);
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

    private static FrozenNetwork directory(String name, int imageSize, int patchSize)
            throws IOException {
        String family = requireFamily(name);
        Matcher chosen = WITH_LAYERS.matcher(source(name));
        Path path = Path.of(chosen.matches() ? chosen.group(1) : source(name));
        ModelDirectory model = ModelDirectory.openEncoder(path);
        EncoderConfig config = (EncoderConfig) model.config();
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
            throw otherPatches(
                    name, "%d x %d patches".formatted(side, side), imageSize / patchSize);
        }
        ScriptModule tower = config.imageTower();
        TeacherModule module =
                chosen.matches()
                        ? TeacherModule.ofLayers(
                                tower,
                                config.architecture().depth(),
                                TeacherLayers.parse(chosen.group(2)))
                        : TeacherModule.ofOutput(tower);
        return new FrozenNetwork(module, TeacherModule.state(config.imageState(model.state())));
    }

    private static IllegalArgumentException otherPatches(String name, Object gives, int side) {
        return new IllegalArgumentException(
                "teacher %s gives %s for a grid of %d x %d patches: its patches must be the tokenizer's"
                        .formatted(name, gives, side, side));
    }

    private static Teacher load(FrozenNetwork network, InferenceOptions options)
            throws IOException {
        ScriptArchive archive = InferenceArchives.of(network.module(), network.state(), options);
        return new ScriptTeacher(TorchModule.load(archive, new TorchDevice(options.device())));
    }

    private static Teacher external(Path file, InferenceOptions options) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new ExternalTeacher(TorchModule.load(file, new TorchDevice(options.device())));
    }

    /** One of ours. */
    private record ScriptTeacher(TorchModule module) implements Teacher {
        @Override
        public HostTensor targets(HostTensor images) {
            return module.forward(images);
        }

        @Override
        public void close() {
            module.close();
        }
    }

    /** Sees to it that there is one feature for each patch. */
    private record CheckedTeacher(String name, Teacher teacher, int side) implements Teacher {
        @Override
        public HostTensor targets(HostTensor images) {
            HostTensor targets = teacher.targets(images);
            long[] shape = targets.shape();
            if (shape.length != 3 || shape[1] != (long) side * side) {
                throw otherPatches(name, targets, side);
            }
            return targets;
        }

        @Override
        public void close() {
            teacher.close();
        }
    }
}
