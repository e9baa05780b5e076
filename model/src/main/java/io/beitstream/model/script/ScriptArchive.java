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
import java.util.List;

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
    private final ScriptSource source;
    private final List<Stored> records = new ArrayList<>();

    /**
     * A tensor and the type it is written in; cast one at a time, so that no second copy of the
     * weights builds up.
     */
    private record Stored(HostTensor value, DType type) {}

    private ScriptArchive(ScriptModule root, StateDict state, DType computeType, boolean training) {
        this.root = root;
        this.state = state;
        this.computeType = computeType;
        this.training = training;
        this.source = new ScriptSource(root);
    }

    /**
     * An archive for inference: matrices are stored in {@code computeType}, and products run in it.
     */
    public static ScriptArchive forInference(
            ScriptModule root, StateDict state, DType computeType) {
        return new ScriptArchive(root, state, computeType, false);
    }

    /**
     * An archive in training mode: fp32 master weights, cast to {@code computeType} where they are
     * used.
     */
    public static ScriptArchive forTraining(ScriptModule root, StateDict state, DType computeType) {
        return new ScriptArchive(root, state, computeType, true);
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
                                    child,
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

    private void attribute(PickleWriter pickle, Object value, boolean fullPrecision) {
        if (value instanceof ScriptModule.ComputeType) {
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
