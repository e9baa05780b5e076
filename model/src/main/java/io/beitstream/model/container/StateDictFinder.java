package io.beitstream.model.container;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.pickle.PickledObject;
import io.beitstream.model.pickle.TensorReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the state dict in what was pickled: bare, or wrapped by a trainer, or the attributes of
 * TorchScript modules.
 */
final class StateDictFinder {
    private static final List<String> WRAPPERS = List.of("model", "module", "state_dict");
    private static final int MAX_DEPTH = 64;

    private StateDictFinder() {}

    /** A state dict and where it was. */
    record Found(Map<String, TensorReference> tensors, String wrapper) {}

    static Found find(Path file, Object root) {
        if (root instanceof Map<?, ?> map) {
            for (String wrapper : WRAPPERS) {
                if (map.get(wrapper) instanceof Map<?, ?> inner) {
                    Map<String, TensorReference> tensors = tensorsOf(inner);
                    if (!tensors.isEmpty()) {
                        return new Found(tensors, "under \"" + wrapper + "\"");
                    }
                }
            }
            Map<String, TensorReference> tensors = tensorsOf(map);
            if (!tensors.isEmpty()) {
                return new Found(tensors, "bare");
            }
            throw new CheckpointException(
                    file, "it holds no state dict; its keys are " + abbreviated(map.keySet()));
        }
        if (root instanceof PickledObject module) {
            Map<String, TensorReference> tensors = new LinkedHashMap<>();
            collect(file, module, "", tensors, 0);
            if (!tensors.isEmpty()) {
                return new Found(tensors, "TorchScript module " + module.type().name());
            }
        }
        throw new CheckpointException(file, "it holds no state dict");
    }

    private static Map<String, TensorReference> tensorsOf(Map<?, ?> map) {
        Map<String, TensorReference> tensors = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    if (key instanceof String name && value instanceof TensorReference tensor) {
                        tensors.put(name, tensor);
                    }
                });
        return tensors;
    }

    private static void collect(
            Path file,
            PickledObject module,
            String prefix,
            Map<String, TensorReference> tensors,
            int depth) {
        if (depth > MAX_DEPTH) {
            throw new CheckpointException(file, "its modules are nested without end");
        }
        module.attributes()
                .forEach(
                        (key, value) -> {
                            if (value instanceof TensorReference tensor) {
                                tensors.put(prefix + key, tensor);
                            } else if (value instanceof PickledObject child) {
                                collect(file, child, prefix + key + ".", tensors, depth + 1);
                            }
                        });
    }

    private static String abbreviated(Iterable<?> keys) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Object key : keys) {
            if (count++ == 8) {
                return text + ", ...";
            }
            text.append(count == 1 ? "" : ", ").append(key);
        }
        return text.toString();
    }
}
