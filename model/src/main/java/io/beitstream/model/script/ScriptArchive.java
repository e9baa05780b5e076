package io.beitstream.model.script;

import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A TorchScript archive of a module and its weights: what {@code torch.jit.save} writes and {@code
 * torch.jit.load} opens. A stored zip of {@code data.pkl} (the object tree), {@code
 * code/__torch__.py} (the classes), {@code data/N} (the tensors), {@code constants.pkl} and {@code
 * version}.
 */
public final class ScriptArchive {
    /** Below 10, libtorch would rewrite calls such as gelu to what they meant in older releases. */
    private static final String FORMAT_VERSION = "10";

    private final ScriptModule root;
    private final StateDict state;
    private final DType computeType;
    private final boolean training;
    private final Map<ScriptModule, ScriptModule> replaced;
    private final List<String> int8Layers;
    private final ScriptSource source;
    private final List<Stored> records = new ArrayList<>();

    /**
     * A tensor and the type it is written in; cast one at a time, so that no second copy of the
     * weights builds up.
     */
    private record Stored(HostTensor value, DType type) {}

    private ScriptArchive(
            ScriptModule root,
            StateDict state,
            DType computeType,
            boolean training,
            Map<ScriptModule, ScriptModule> replaced,
            List<String> int8Layers) {
        this.root = root;
        this.state = state;
        this.computeType = computeType;
        this.training = training;
        this.replaced = replaced;
        this.int8Layers = List.copyOf(int8Layers);
        this.source = new ScriptSource(root, replaced);
    }

    /**
     * An archive for inference: matrices are stored in {@code computeType}, and products run in it.
     */
    public static ScriptArchive forInference(
            ScriptModule root, StateDict state, DType computeType) {
        return new ScriptArchive(root, state, computeType, false, Map.of(), List.of());
    }

    /**
     * An archive for inference on a CPU with matrix products in eight bits; everything else is in
     * fp32.
     *
     * @param layers which modules, by their dotted names, compute in eight bits, if they can
     */
    public static ScriptArchive forInt8Inference(
            ScriptModule root, StateDict state, Predicate<String> layers) {
        Map<ScriptModule, ScriptModule> replaced = new IdentityHashMap<>();
        List<String> names = new ArrayList<>();
        inInt8(
                root,
                "",
                state,
                layers,
                (name, module, other) -> {
                    names.add(name);
                    replaced.put(module, other);
                });
        return new ScriptArchive(root, state, DType.FLOAT32, false, replaced, names);
    }

    private static void inInt8(
            ScriptModule module,
            String prefix,
            StateDict state,
            Predicate<String> layers,
            Replacement replacement) {
        module.children()
                .forEach(
                        (name, child) -> {
                            String path = prefix + name;
                            if (child.isFullPrecision()) {
                                return;
                            }
                            if (layers.test(path)) {
                                ScriptModule other = child.inInt8(own(child, path + ".", state));
                                if (other != child) {
                                    replacement.take(path, child, other);
                                    return;
                                }
                            }
                            inInt8(child, path + ".", state, layers, replacement);
                        });
    }

    private interface Replacement {
        void take(String name, ScriptModule module, ScriptModule other);
    }

    private static StateDict own(ScriptModule module, String prefix, StateDict state) {
        Map<String, HostTensor> own = new LinkedHashMap<>();
        module.slots().forEach(slot -> own.put(slot.name(), state.get(prefix + slot.name())));
        return new StateDict(own);
    }

    /**
     * An archive in training mode: fp32 master weights, cast to {@code computeType} where they are
     * used.
     */
    public static ScriptArchive forTraining(ScriptModule root, StateDict state, DType computeType) {
        return new ScriptArchive(root, state, computeType, true, Map.of(), List.of());
    }

    /** The dotted names of the modules that compute in eight bits. */
    public List<String> int8Layers() {
        return int8Layers;
    }

    /** Whether the module is to run in training mode. */
    public boolean isTraining() {
        return training;
    }

    /**
     * Writes the archive.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        PickleWriter pickle = new PickleWriter();
        records.clear();
        object(pickle, root, "", root.isFullPrecision());
        PickleWriter constants = new PickleWriter();
        constants.emptyTuple();
        try (StoredZipWriter zip =
                new StoredZipWriter(
                        new BufferedOutputStream(Files.newOutputStream(file), 1 << 20),
                        "archive")) {
            zip.add("data.pkl", pickle.finish());
            zip.add("code/__torch__.py", source.text().getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < records.size(); i++) {
                Stored stored = records.get(i);
                zip.add("data/" + i, stored.value().cast(stored.type()).data());
            }
            zip.add("constants.pkl", constants.finish());
            zip.add("version", (FORMAT_VERSION + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void object(
            PickleWriter pickle, ScriptModule module, String prefix, boolean fullPrecision) {
        pickle.beginObject("__torch__", source.className(module));
        for (Slot slot : module.slots()) {
            pickle.key(slot.name());
            tensor(pickle, slot, state.get(prefix + slot.name()), fullPrecision);
        }
        pickle.key("training");
        pickle.bool(training);
        pickle.key("_is_full_backward_hook");
        pickle.none();
        module.attributes()
                .forEach(
                        (name, value) -> {
                            pickle.key(name);
                            attribute(pickle, value, fullPrecision);
                        });
        module.children()
                .forEach(
                        (name, child) -> {
                            pickle.key(name);
                            object(
                                    pickle,
                                    replaced.getOrDefault(child, child),
                                    prefix + name + ".",
                                    fullPrecision || child.isFullPrecision());
                        });
        pickle.endObject();
    }

    private void tensor(PickleWriter pickle, Slot slot, HostTensor value, boolean fullPrecision) {
        DType type = value.type();
        if (type.isFloatingPoint()) {
            type = !training && slot.castable() && !fullPrecision ? computeType : DType.FLOAT32;
        }
        boolean learnable =
                slot.role() == Slot.Role.PARAMETER && type.isFloatingPoint() && training;
        pickle.tensor(type, value.shape(), Integer.toString(records.size()), learnable);
        records.add(new Stored(value, type));
    }

    private String record(HostTensor value) {
        records.add(new Stored(value, value.type()));
        return Integer.toString(records.size() - 1);
    }

    private void attribute(PickleWriter pickle, Object value, boolean fullPrecision) {
        if (value instanceof PackedMatrix matrix) {
            pickle.packedMatrix(
                    matrix,
                    record(matrix.weight()),
                    record(matrix.scales()),
                    record(matrix.zeroPoints()),
                    matrix.bias() == null ? "" : record(matrix.bias()));
        } else if (value instanceof ScriptModule.ComputeType) {
            pickle.integer((fullPrecision ? DType.FLOAT32 : computeType).torchNumber());
        } else if (value instanceof Integer number) {
            pickle.integer(number);
        } else if (value instanceof Double number) {
            pickle.real(number);
        } else {
            pickle.bool((Boolean) value);
        }
    }
}
