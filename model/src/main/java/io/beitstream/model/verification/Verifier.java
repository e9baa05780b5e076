package io.beitstream.model.verification;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what a reference file is about, and verifies it. */
public final class Verifier {
    private Verifier() {}

    /**
     * Compares ours with every output in a file of reference numbers, a model directory with {@code
     * expected.safetensors} in it, or a checkpoint with {@code checkpoint.expected.safetensors}
     * beside it.
     *
     * @param images folder of the photographs that a preprocessing reference names; null if there
     *     is none
     * @throws CheckpointException if the file is not understood
     * @throws IOException if a file cannot be read
     */
    public static List<Comparison> verify(Path file, @Nullable Path images) throws IOException {
        return verify(file, images, DType.FLOAT32);
    }

    /**
     * As {@link #verify(Path, Path)}, with matrix products in another type. The tolerances are
     * those of fp32, and training passes are run in fp32 only.
     */
    public static List<Comparison> verify(Path file, @Nullable Path images, DType type)
            throws IOException {
        if (Files.isDirectory(file)) {
            return DirectoryVerifier.verify(file, type);
        }
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin")) {
            return CheckpointVerifier.verify(file);
        }
        if (name.endsWith(".json")) {
            return StatisticsVerifier.verify(file);
        }
        ReferenceFile reference = ReferenceFile.read(file);
        if (reference.metadata().containsKey("images")) {
            return PreprocessingVerifier.verify(reference, images);
        }
        List<Comparison> comparisons =
                new ArrayList<>(evaluate(reference, new NetworkVerifier(type)));
        if (type == DType.FLOAT32 && reference.has("eval.codes")) {
            comparisons.addAll(TrainingVerifier.verifyTokenizer(reference));
        } else if (type == DType.FLOAT32 && reference.has("eval.logits_mim")) {
            comparisons.addAll(TrainingVerifier.verifyPretraining(reference));
        }
        return comparisons;
    }

    private static List<Comparison> evaluate(ReferenceFile reference, NetworkVerifier networks)
            throws IOException {
        if (reference.has("eval.codes")) {
            return networks.verifyTokenizer(reference);
        } else if (reference.has("eval.logits_mim")) {
            return networks.verifyPretraining(reference);
        } else if (reference.has("eval.patch_target")) {
            return networks.verifyTeacher(reference);
        } else if (reference.has("output.means")) {
            return networks.verifyKMeans(reference);
        } else if (reference.has("eval.pooled")) {
            return networks.verifyFeatures(reference);
        }
        throw new CheckpointException(
                reference.path(),
                "not a reference file of a kind known here: tokenizer (eval.codes), pretraining"
                        + " (eval.logits_mim), features (eval.pooled), teacher (eval.patch_target), k-means"
                        + " (output.means) or preprocessing (metadata \"images\")");
    }
}
