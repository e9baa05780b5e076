package io.beitstream.model.verification;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.SafetensorsFile;
import io.beitstream.model.container.TensorContainer;
import io.beitstream.model.container.TensorContainers;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a torch checkpoint and compares it, to the bit, with the {@code
 * checkpoint.expected.safetensors} beside it.
 */
final class CheckpointVerifier {
    private static final String EXPECTED = "checkpoint.expected.safetensors";

    private CheckpointVerifier() {}

    static List<Comparison> verify(Path file) throws IOException {
        Path expectedFile = file.resolveSibling(EXPECTED);
        if (!Files.isRegularFile(expectedFile)) {
            throw new CheckpointException(
                    file, "there is no " + EXPECTED + " beside it to compare with");
        }
        StateDict expected = SafetensorsFile.read(expectedFile).tensors();
        TensorContainer container = TensorContainers.open(file);
        Map<String, HostTensor> ours = new HashMap<>();
        container
                .tensors()
                .forEach(
                        (name, tensor) ->
                                ours.put(
                                        name.startsWith("module.") ? name.substring(7) : name,
                                        tensor));
        List<Comparison> comparisons = new ArrayList<>();
        expected.asMap()
                .forEach((name, tensor) -> comparisons.add(compare(name, ours.get(name), tensor)));
        ours.keySet().stream()
                .filter(name -> expected.find(name) == null)
                .forEach(
                        name ->
                                comparisons.add(
                                        Comparison.failed(
                                                name, "the reference has no such tensor")));
        return comparisons;
    }

    private static Comparison compare(String name, @Nullable HostTensor ours, HostTensor expected) {
        boolean half = ours != null && ours.type() == DType.FLOAT16;
        return Comparison.of(name, ours, half ? expected.cast(DType.FLOAT16) : expected, 0);
    }
}
