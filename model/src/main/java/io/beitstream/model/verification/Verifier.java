package io.beitstream.model.verification;

import io.beitstream.model.checkpoint.CheckpointException;
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
        if (Files.isDirectory(file)) {
            return DirectoryVerifier.verify(file);
        }
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin")) {
            return CheckpointVerifier.verify(file);
        }
        ReferenceFile reference = ReferenceFile.read(file);
        if (reference.has("eval.codes")) {
            List<Comparison> comparisons = new ArrayList<>();
            comparisons.addAll(NetworkVerifier.verifyTokenizer(reference));
            comparisons.addAll(TrainingVerifier.verifyTokenizer(reference));
            return comparisons;
        }
        if (reference.has("eval.logits_mim")) {
            List<Comparison> comparisons = new ArrayList<>();
            comparisons.addAll(NetworkVerifier.verifyPretraining(reference));
            comparisons.addAll(TrainingVerifier.verifyPretraining(reference));
            return comparisons;
        }
        if (reference.has("eval.patch_target")) {
            return NetworkVerifier.verifyTeacher(reference);
        }
        if (reference.has("output.means")) {
            return NetworkVerifier.verifyKMeans(reference);
        }
        if (reference.has("eval.pooled")) {
            return NetworkVerifier.verifyFeatures(reference);
        }
        if (reference.metadata().containsKey("images")) {
            return PreprocessingVerifier.verify(reference, images);
        }
        throw new CheckpointException(
                file,
                "not a reference file of a kind known here: tokenizer (eval.codes), pretraining"
                        + " (eval.logits_mim), features (eval.pooled), teacher (eval.patch_target), k-means"
                        + " (output.means) or preprocessing (metadata \"images\")");
    }
}
