package io.beitstream.model.script;

import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.Initializer;
import io.beitstream.model.tensor.StateDict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network or a part of one, defined in Java and run by libtorch: what {@code nn.Module} is in
 * PyTorch. A subclass declares its tensors, its children and its methods in the constructor;
 * methods are TorchScript source. Names are those of the official implementation, so that a
 * published checkpoint is a state dict of the module.
 *
 * <p>Methods follow two rules that make one definition serve every precision. A matrix is cast to
 * the type of the activation it meets ({@code self.weight.to(x.dtype)}, free when they agree), and
 * the type of the activations is chosen by {@link #computeType}. Reductions and the residual stream
 * stay in fp32.
 */
public abstract class ScriptModule {
    /** Stands for the number of the archive's compute type until the archive is written. */
    record ComputeType() {}

    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, ScriptModule> children = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final List<String> methods = new ArrayList<>();
    private final Map<String, Optional<HostTensor>> prepared = new LinkedHashMap<>();
    private boolean fullPrecision;
    private boolean frozen;
    private boolean draws;

    /** Declares a parameter that stays in fp32 in every archive. */
    protected final void parameter(String name, Initializer initializer, long... shape) {
        slots.add(new Slot(name, shape, initializer, Slot.Role.PARAMETER, false));
    }

    /**
     * Declares a parameter that half-precision archives store in half precision: an operand of a
     * matrix product.
     */
    protected final void matrix(String name, Initializer initializer, long... shape) {
        slots.add(new Slot(name, shape, initializer, Slot.Role.PARAMETER, true));
    }

    /** Declares a parameter that no gradient reaches. */
    protected final void frozen(String name, Initializer initializer, long... shape) {
        slots.add(new Slot(name, shape, initializer, Slot.Role.FROZEN, false));
    }

    /** Declares state that is saved but not learned by gradient. */
    protected final void buffer(String name, Initializer initializer, long... shape) {
        slots.add(new Slot(name, shape, initializer, Slot.Role.BUFFER, false));
    }

    /** Declares a tensor that follows from the architecture. */
    protected final void derived(String name, HostTensor value) {
        slots.add(
                new Slot(
                        name, value.shape(), Initializer.exactly(value), Slot.Role.DERIVED, false));
    }

    /** Declares a child and returns it. */
    protected final <M extends ScriptModule> M child(String name, M child) {
        if (children.putIfAbsent(name, child) != null) {
            throw new IllegalArgumentException("two children named " + name);
        }
        return child;
    }

    /** Puts a module that has the same tensors and methods in a child's place. */
    protected final void replaceChild(String name, ScriptModule child) {
        if (children.replace(name, child) == null) {
            throw new IllegalArgumentException("no child named " + name);
        }
    }

    /**
     * Declares a child that training leaves as it is: its tensors take no gradient, and are stored
     * as for inference.
     */
    protected final <M extends ScriptModule> M frozenChild(String name, M child) {
        ScriptModule module = child(name, child);
        module.frozen = true;
        return child;
    }

    /** Declares a whole number that methods read as {@code self.name}. */
    protected final void attribute(String name, int value) {
        attributes.put(name, value);
    }

    /** Declares a real number that methods read as {@code self.name}. */
    protected final void attribute(String name, double value) {
        attributes.put(name, value);
    }

    /** Declares a switch that methods read as {@code self.name}. */
    protected final void attribute(String name, boolean value) {
        attributes.put(name, value);
    }

    /**
     * Declares an attribute that holds the number of the compute type, for {@code x.to(self.name)}.
     */
    protected final void computeType(String name) {
        attributes.put(name, new ComputeType());
    }

    /**
     * Declares that methods draw random numbers. They do so on the CPU, from {@code
     * torch.Generator(seed=self.seed)}, and begin behind what {@code self.place} draws before them
     * have taken: whoever trains the network sets both for all of {@link #drawing}.
     */
    protected final void draws() {
        draws = true;
        attribute("seed", 0);
        attribute("place", 0);
    }

    /** Declares an eight-bit weight that methods hand to {@code ops.quantized}. */
    protected final void packed(String name, PackedMatrix matrix) {
        attributes.put(name, matrix);
    }

    /** Declares a method: its TorchScript source, from {@code def} on. */
    protected final void method(String source) {
        methods.add(source.stripTrailing());
    }

    /** Keeps this module and everything below it in fp32, whatever the archive's precision. */
    protected final void keepFullPrecision() {
        fullPrecision = true;
    }

    /**
     * Declares tensors that are laid out for the kernels when an archive is loaded: they are the
     * fields that the method {@code __setstate__} fills from the tuple it is given, the tensors in
     * their order and whether the module is in training.
     *
     * @param tensors by field; the empty ones are None
     */
    protected final void prepared(Map<String, Optional<HostTensor>> tensors) {
        prepared.putAll(tensors);
    }

    /**
     * What computes the same with other kernels; this module if nothing does.
     *
     * @param own the tensors of this module
     */
    protected ScriptModule with(Kernels kernels, StateDict own) {
        return this;
    }

    final Map<String, Optional<HostTensor>> prepared() {
        return Collections.unmodifiableMap(prepared);
    }

    final boolean isFullPrecision() {
        return fullPrecision;
    }

    final boolean isFrozen() {
        return frozen;
    }

    final Map<String, Object> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    final List<String> methods() {
        return Collections.unmodifiableList(methods);
    }

    /** The tensors of this module itself, children excluded. */
    public final List<Slot> slots() {
        return Collections.unmodifiableList(slots);
    }

    /** The direct children by name. */
    public final Map<String, ScriptModule> children() {
        return Collections.unmodifiableMap(children);
    }

    /** Every tensor of the tree under its dotted name, in the order of declaration. */
    public final Map<String, Slot> namedSlots() {
        Map<String, Slot> named = new LinkedHashMap<>();
        collect("", named);
        return named;
    }

    /** The dotted names of all modules in the tree that draw random numbers. */
    public final List<String> drawing() {
        List<String> names = new ArrayList<>();
        collectDrawing("", names);
        return names;
    }

    private void collectDrawing(String name, List<String> names) {
        if (draws) {
            names.add(name);
        }
        String prefix = name.isEmpty() ? "" : name + ".";
        children.forEach((child, module) -> module.collectDrawing(prefix + child, names));
    }

    private void collect(String prefix, Map<String, Slot> named) {
        slots.forEach(slot -> named.put(prefix + slot.name(), slot));
        children.forEach((name, child) -> child.collect(prefix + name + ".", named));
    }

    /** A freshly initialised state dict, derived tensors included. */
    public final StateDict initialState(RandomGenerator random) {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        namedSlots()
                .forEach(
                        (name, slot) ->
                                state.put(name, slot.initializer().create(slot.shape(), random)));
        return new StateDict(state);
    }

    /**
     * The tensors of this module, taken from {@code weights} and checked; derived ones are
     * computed.
     *
     * @throws WeightMismatchException listing every missing, unexpected or misshapen key
     */
    public final StateDict stateFrom(StateDict weights) {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        WeightMismatchException.Report report = new WeightMismatchException.Report();
        Map<String, Slot> named = namedSlots();
        named.forEach(
                (name, slot) -> {
                    @Nullable HostTensor found = weights.find(name);
                    if (slot.role() == Slot.Role.DERIVED) {
                        state.put(name, slot.initializer().create(slot.shape(), () -> 0));
                    } else if (found == null) {
                        report.missing(name, slot.shape());
                    } else if (!Arrays.equals(found.shape(), slot.shape())) {
                        report.misshapen(name, slot.shape(), found.shape());
                    } else {
                        state.put(name, found);
                    }
                });
        weights.names().stream()
                .filter(name -> !named.containsKey(name))
                .forEach(report::unexpected);
        report.throwIfAny();
        return new StateDict(state);
    }

    /** What of a state is saved: all but what follows from the architecture. */
    public final StateDict savedState(StateDict state) {
        Map<String, HostTensor> saved = new LinkedHashMap<>();
        namedSlots()
                .forEach(
                        (name, slot) -> {
                            if (slot.role() != Slot.Role.DERIVED) {
                                saved.put(name, state.get(name));
                            }
                        });
        return new StateDict(saved);
    }
}
