package io.beitstream.model.training.task;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.engine.TorchDevice;
import io.beitstream.model.engine.TorchModule;
import io.beitstream.model.precision.InferenceArchives;
import io.beitstream.model.script.ScriptArchive;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.teacher.HogTeacherModule;
import io.beitstream.model.training.teacher.PatchTeacher;
import io.beitstream.model.training.teacher.PatchTeacherFit;
import io.beitstream.model.training.teacher.TeacherOnPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Teachers by name: {@code hog}, {@code patches:FILE} as it was fitted, {@code torchscript:FILE},
 * and encoders ({@link EncoderTeacher}).
 */
public final class Teachers {
    private Teachers() {}

    /**
     * The dimension of a teacher's features. Only somebody's module is loaded to learn it.
     *
     * @param imageSize side of the images that it is to see, in pixels
     * @throws IllegalArgumentException if there is no such teacher, or it does not fit the images
     * @throws IOException if its files cannot be read
     */
    public static int dimension(String name, int imageSize, int patchSize) throws IOException {
        return switch (family(name)) {
            case "hog" -> {
                var unused = new HogTeacherModule(patchSize); // refuses odd patches
                yield HogTeacherModule.DIMENSION;
            }
            case "torchscript" -> {
                try (Teacher teacher =
                        open(name, imageSize, patchSize, InferenceOptions.CPU_FP32)) {
                    HostTensor one = HostTensor.zeros(1, imageSize, imageSize, 3);
                    yield Math.toIntExact(teacher.targets(one).shape()[2]);
                }
            }
            case PatchTeacher.NAME ->
                    name.equals(PatchTeacher.NAME)
                            ? PatchTeacherFit.DIMENSION
                            : patches(name, patchSize).dimension();
            default -> EncoderTeacher.open(name, imageSize, patchSize).dimension();
        };
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
            case PatchTeacher.NAME -> {
                PatchTeacher teacher = patches(name, patchSize);
                yield Optional.of(new FrozenNetwork(teacher.module(), teacher.state()));
            }
            case "torchscript" -> Optional.empty();
            default -> Optional.of(EncoderTeacher.open(name, imageSize, patchSize).network());
        };
    }

    private static PatchTeacher patches(String name, int patchSize) throws IOException {
        return PatchTeacher.read(Path.of(source(name)), patchSize);
    }

    /** What stands before the colon. */
    static String family(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** What stands behind the colon, or all of it. */
    static String source(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    /** A teacher's name without the folders that it lies in, which are of one machine. */
    public static String shortName(String name) {
        int folders = name.lastIndexOf('/');
        return folders < 0 ? name : family(name) + ":" + name.substring(folders + 1);
    }

    static IllegalArgumentException otherPatches(String name, Object gives, int side) {
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
