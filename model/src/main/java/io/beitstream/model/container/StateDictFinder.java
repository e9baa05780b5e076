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
    private static final int SHOWN_KEYS = 8;
    private static final int SHOWN_LETTERS = 60;

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
            Walk walk = new Walk(file);
            walk.collect(module, "", 0);
            if (!walk.tensors.isEmpty()) {
                return new Found(walk.tensors, "TorchScript module " + module.type().name());
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

    /**
     * The tensors of a tree of modules under their dotted names. A module may stand in several
     * places and is then walked several times, as in torch: what that takes has a bound.
     */
    private static final class Walk {
        private static final int ATTRIBUTE = 64;

        private final Path file;
        private final Map<String, TensorReference> tensors = new LinkedHashMap<>();
        private long left = 32 << 20; // bytes of names and entries

        Walk(Path file) {
            this.file = file;
        }

        void collect(PickledObject module, String prefix, int depth) {
            if (depth > MAX_DEPTH) {
                throw new CheckpointException(file, "its modules are nested without end");
            }
            module.attributes()
                    .forEach(
                            (key, value) -> {
                                if (value instanceof TensorReference tensor) {
                                    tensors.put(name(prefix, key, ""), tensor);
                                } else if (value instanceof PickledObject child) {
                                    collect(child, name(prefix, key, "."), depth + 1);
                                } else {
                                    take(ATTRIBUTE);
                                }
                            });
        }

        private String name(String prefix, Object key, String suffix) {
            take(ATTRIBUTE + (long) prefix.length() + key.toString().length());
            return prefix + key + suffix;
        }

        private void take(long bytes) {
            left -= bytes;
            if (left < 0) {
                throw new CheckpointException(
                        file, "its modules repeat each other without end: it is no network");
            }
        }
    }

    private static String abbreviated(Iterable<?> keys) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Object key : keys) {
            if (count++ == SHOWN_KEYS) {
                return text + ", ...";
            }
            String name = key.toString();
            text.append(count == 1 ? "" : ", ")
                    .append(name, 0, Math.min(name.length(), SHOWN_LETTERS));
        }
        return text.toString();
    }
}
