package io.beitstream.model.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors in a fixed order: the weights of a network under its official key names. Immutable.
 */
public final class StateDict {
    private final Map<String, HostTensor> tensors;

    public StateDict(Map<String, HostTensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public Map<String, HostTensor> asMap() {
        return tensors;
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    public @Nullable HostTensor find(String name) {
        return tensors.get(name);
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException naming the key, if there is none
     */
    public HostTensor get(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        return tensor;
    }

    /** The tensors whose names begin with {@code prefix}, under the rest of their names. */
    public StateDict withoutPrefix(String prefix) {
        Map<String, HostTensor> selected = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    if (name.startsWith(prefix)) {
                        selected.put(name.substring(prefix.length()), tensor);
                    }
                });
        return new StateDict(selected);
    }

    /** All tensors, their names with {@code prefix} before them. */
    public StateDict withPrefix(String prefix) {
        Map<String, HostTensor> prefixed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> prefixed.put(prefix + name, tensor));
        return new StateDict(prefixed);
    }
}
