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
import java.util.Optional;
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

    /** How a part of the tree is kept: in fp32 throughout or not, learned or left as it is. */
    private record Storage(boolean fullPrecision, boolean learns) {
        Storage of(ScriptModule child) {
            return new Storage(
                    fullPrecision || child.isFullPrecision(), learns && !child.isFrozen());
        }
    }

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
        return forInference(root, state, computeType, KernelChoice.PLAIN);
    }

    /** The same for products by other kernels, but not {@link Kernels#INT8}. */
    public static ScriptArchive forInference(
            ScriptModule root, StateDict state, DType computeType, KernelChoice kernels) {
        Replacements replacements = new Replacements(state, kernels);
        replacements.below(root, "");
        return new ScriptArchive(root, state, computeType, false, replacements.replaced, List.of());
    }

    /**
     * An archive for inference on a CPU with matrix products in eight bits; everything else is in
     * fp32.
     *
     * @param layers which modules, by their dotted names, compute in eight bits, if they can
     */
    public static ScriptArchive forInt8Inference(
            ScriptModule root, StateDict state, Predicate<String> layers) {
        Replacements replacements = new Replacements(state, new KernelChoice(Kernels.INT8, layers));
        replacements.below(root, "");
        return new ScriptArchive(
                root, state, DType.FLOAT32, false, replacements.replaced, replacements.names);
    }

    /**
     * An archive in training mode: fp32 master weights, cast to {@code computeType} where they are
     * used.
     *
     * @param frozen kernels of what is not trained
     */
    public static ScriptArchive forTraining(
            ScriptModule root, StateDict state, DType computeType, KernelChoice frozen) {
        Replacements replacements = new Replacements(state, frozen);
        replacements.belowFrozen(root, "");
        return new ScriptArchive(root, state, computeType, true, replacements.replaced, List.of());
    }

    /** The same with libtorch's own kernels throughout. */
    public static ScriptArchive forTraining(ScriptModule root, StateDict state, DType computeType) {
        return forTraining(root, state, computeType, KernelChoice.PLAIN);
    }

    /** Finds what stands in a module's place for other kernels. */
    private static final class Replacements {
        private final StateDict state;
        private final KernelChoice choice;
        private final Map<ScriptModule, ScriptModule> replaced = new IdentityHashMap<>();
        private final List<String> names = new ArrayList<>();

        Replacements(StateDict state, KernelChoice choice) {
            this.state = state;
            this.choice = choice;
        }

        void below(ScriptModule module, String prefix) {
            module.children().forEach((name, child) -> at(child, prefix + name));
        }

        void belowFrozen(ScriptModule module, String prefix) {
            module.children()
                    .forEach(
                            (name, child) -> {
                                if (child.isFrozen()) {
                                    below(child, prefix + name + ".");
                                } else {
                                    belowFrozen(child, prefix + name + ".");
                                }
                            });
        }

        private void at(ScriptModule module, String path) {
            if (module.isFullPrecision()) {
                return;
            }
            ScriptModule other =
                    choice.layers().test(path)
                            ? module.with(choice.kernels(), own(module, path + ".", state))
                            : module;
            if (other != module) {
                names.add(path);
                replaced.put(module, other);
            }
            below(other, path + ".");
        }
    }

    private static StateDict own(ScriptModule module, String prefix, StateDict state) {
        Map<String, HostTensor> own = new LinkedHashMap<>();
        module.slots().forEach(slot -> own.put(slot.name(), state.get(prefix + slot.name())));
        return new StateDict(own);
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
        object(pickle, root, "", new Storage(root.isFullPrecision(), training));
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

    private void object(PickleWriter pickle, ScriptModule module, String prefix, Storage storage) {
        if (!module.prepared().isEmpty()) {
            preparing(pickle, module, storage);
            return;
        }
        pickle.beginObject("__torch__", source.className(module));
        for (Slot slot : module.slots()) {
            pickle.key(slot.name());
            tensor(pickle, slot, state.get(prefix + slot.name()), storage);
        }
        pickle.key("training");
        pickle.bool(training);
        pickle.key("_is_full_backward_hook");
        pickle.none();
        module.attributes()
                .forEach(
                        (name, value) -> {
                            pickle.key(name);
                            attribute(pickle, value, storage);
                        });
        module.children()
                .forEach(
                        (name, child) -> {
                            pickle.key(name);
                            object(
                                    pickle,
                                    replaced.getOrDefault(child, child),
                                    prefix + name + ".",
                                    storage.of(child));
                        });
        pickle.endObject();
    }

    private void preparing(PickleWriter pickle, ScriptModule module, Storage storage) {
        DType type = storage.fullPrecision() ? DType.FLOAT32 : computeType;
        pickle.beginState("__torch__", source.className(module));
        for (Optional<HostTensor> tensor : module.prepared().values()) {
            if (tensor.isPresent()) {
                String key = Integer.toString(records.size());
                pickle.tensor(type, tensor.get().shape(), key, false);
                records.add(new Stored(tensor.get(), type));
            } else {
                pickle.none();
            }
        }
        pickle.bool(training);
        pickle.endState();
    }

    private void tensor(PickleWriter pickle, Slot slot, HostTensor value, Storage storage) {
        DType type = value.type();
        if (type.isFloatingPoint()) {
            boolean cast = slot.castable() && !storage.learns() && !storage.fullPrecision();
            type = cast ? computeType : DType.FLOAT32;
        }
        boolean learnable =
                slot.role() == Slot.Role.PARAMETER && type.isFloatingPoint() && storage.learns();
        pickle.tensor(type, value.shape(), Integer.toString(records.size()), learnable);
        records.add(new Stored(value, type));
    }

    private String record(HostTensor value) {
        records.add(new Stored(value, value.type()));
        return Integer.toString(records.size() - 1);
    }

    private void attribute(PickleWriter pickle, Object value, Storage storage) {
        if (value instanceof PackedMatrix matrix) {
            pickle.packedMatrix(
                    matrix,
                    record(matrix.weight()),
                    record(matrix.scales()),
                    record(matrix.zeroPoints()),
                    matrix.bias() == null ? "" : record(matrix.bias()));
        } else if (value instanceof ScriptModule.ComputeType) {
            pickle.integer((storage.fullPrecision() ? DType.FLOAT32 : computeType).torchNumber());
        } else if (value instanceof Integer number) {
            pickle.integer(number);
        } else if (value instanceof Double number) {
            pickle.real(number);
        } else {
            pickle.bool((Boolean) value);
        }
    }
}
