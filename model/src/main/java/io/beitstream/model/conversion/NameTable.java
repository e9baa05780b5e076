package io.beitstream.model.conversion;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Our names beside those of another layout, read in both directions. In names, {@code {i}} stands
 * for the number of a block; a name that ends in a dot stands for all that begins with it. What is
 * in no row keeps its name.
 */
final class NameTable {
    private final List<NameRow> rows = new ArrayList<>();

    /** One tensor, or all below a prefix. */
    NameTable row(String ours, String theirs) {
        rows.add(new NameRow(new NamePattern(ours), List.of(new NamePattern(theirs)), 0));
        return this;
    }

    /** A tensor that has {@code units} leading dimensions of 1 more in ours. */
    NameTable widened(int units, String ours, String theirs) {
        rows.add(new NameRow(new NamePattern(ours), List.of(new NamePattern(theirs)), units));
        return this;
    }

    /** Ours holds theirs one below the other. A bias that one of them lacks is zero. */
    NameTable stacked(String ours, String... theirs) {
        List<NamePattern> parts = new ArrayList<>();
        for (String part : theirs) {
            parts.add(new NamePattern(part));
        }
        rows.add(new NameRow(new NamePattern(ours), parts, 0));
        return this;
    }

    /** Makes our names of theirs. */
    void read(Weights weights) {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        Map<String, StackedTensor> stacks = new LinkedHashMap<>();
        weights.tensors()
                .forEach(
                        (name, tensor) -> {
                            for (NameRow row : rows) {
                                if (row.read(name, tensor, renamed, stacks)) {
                                    return;
                                }
                            }
                            put(renamed, name, tensor);
                        });
        stacks.forEach((name, stack) -> put(renamed, name, stack.joined(name)));
        weights.replace(renamed);
    }

    /** Makes their names of ours. */
    StateDict write(StateDict state) {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        state.asMap()
                .forEach(
                        (name, tensor) -> {
                            for (NameRow row : rows) {
                                if (row.write(name, tensor, renamed)) {
                                    return;
                                }
                            }
                            renamed.put(name, tensor);
                        });
        return new StateDict(renamed);
    }

    static void put(Map<String, HostTensor> tensors, String name, HostTensor tensor) {
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("two tensors mean " + name);
        }
    }
}
