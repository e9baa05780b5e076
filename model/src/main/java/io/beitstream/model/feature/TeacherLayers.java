package io.beitstream.model.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The blocks of an encoder whose patch tokens teach: {@code 4,6} puts those of both one after the
 * other, {@code 4+5+6} takes their mean, as data2vec does (Baevski et al., 2022). Every token is
 * standardised first, so that no block outweighs the others.
 *
 * @param parts what is put one after the other: the blocks of each mean, counted from 1
 */
public record TeacherLayers(List<List<Integer>> parts) {
    public TeacherLayers {
        parts = parts.stream().map(List::copyOf).toList();
    }

    /**
     * Reads the notation.
     *
     * @throws NumberFormatException if a number is none
     */
    public static TeacherLayers parse(String text) {
        return new TeacherLayers(
                Stream.of(text.split(","))
                        .map(part -> Stream.of(part.split("\\+")).map(Integer::valueOf).toList())
                        .toList());
    }

    /**
     * Checks the blocks.
     *
     * @throws IllegalArgumentException if a network of this depth does not have one
     */
    public void requireDepth(int depth) {
        for (int layer : parts.stream().flatMap(List::stream).toList()) {
            if (layer < 1 || layer > depth) {
                throw new IllegalArgumentException(
                        "the teacher has blocks 1 to %d, and not %d".formatted(depth, layer));
            }
        }
    }

    /** TorchScript of the targets, of the list {@code states} of all blocks. */
    String expression() {
        List<String> means = new ArrayList<>();
        for (List<Integer> part : parts) {
            String sum =
                    part.stream()
                            .map(layer -> "self.tokens(states[%d])".formatted(layer - 1))
                            .collect(Collectors.joining(" + "));
            means.add("(%s) / %d.0".formatted(sum, part.size()));
        }
        return "torch.cat([%s], 2)".formatted(String.join(", ", means));
    }
}
