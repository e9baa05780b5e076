package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tensors of one shape that become one, each below the one before. */
final class StackedTensor {
    private final @Nullable HostTensor[] parts;

    StackedTensor(int count) {
        this.parts = new HostTensor[count];
    }

    void put(int part, HostTensor tensor) {
        parts[part] = tensor;
    }

    /**
     * The whole, in fp32.
     *
     * @param name of the whole
     * @throws IllegalArgumentException if a part that is not a bias is absent, or shapes differ
     */
    HostTensor joined(String name) {
        HostTensor first = Arrays.stream(parts).filter(Objects::nonNull).findFirst().orElseThrow();
        int length = Math.toIntExact(first.elements());
        float[] values = new float[parts.length * length];
        for (int i = 0; i < parts.length; i++) {
            HostTensor part = parts[i];
            if (part == null && !name.endsWith(".bias")) {
                throw new IllegalArgumentException("the weights lack a part of " + name);
            }
            if (part != null) {
                if (!Arrays.equals(part.shape(), first.shape())) {
                    throw new IllegalArgumentException(
                            "the parts of %s differ: %s and %s".formatted(name, first, part));
                }
                System.arraycopy(part.toFloats(), 0, values, i * length, length);
            }
        }
        long[] shape = first.shape().clone();
        shape[0] *= parts.length;
        return HostTensor.ofFloats(values, shape);
    }

    /** The parts of a whole. */
    static List<HostTensor> parts(HostTensor whole, int count) {
        long[] shape = whole.shape().clone();
        shape[0] /= count;
        float[] values = whole.toFloats();
        int length = values.length / count;
        List<HostTensor> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(
                    HostTensor.ofFloats(
                            Arrays.copyOfRange(values, i * length, (i + 1) * length), shape));
        }
        return parts;
    }
}
