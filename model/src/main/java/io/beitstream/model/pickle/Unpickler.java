package io.beitstream.model.pickle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pickle machine for checkpoints: protocols 2 to 4, the opcodes that {@code torch.save} and
 * TorchScript write, and the names in {@link Global}. Lists and tuples become {@link List}, dicts
 * {@link Map}, tensors {@link TensorReference}, other objects inert {@link PickledObject}s. Memory
 * and time are bounded by an {@link Allowance}, whatever the pickle declares or repeats.
 */
public final class Unpickler {
    private static final int OPCODE = 32;
    private static final int OBJECT = 64;
    private static final int ENTRY = 128;
    private static final int MAX_NAME = 1000;

    private final PickleInput in;
    private final Allowance allowance = new Allowance();
    private final PickleStack stack = new PickleStack();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Map<String, StorageReference> storages = new LinkedHashMap<>();

    /** A machine that begins at the buffer's position and leaves it behind each pickle it reads. */
    public Unpickler(ByteBuffer pickle) {
        this.in = new PickleInput(pickle, allowance);
    }

    /**
     * The storages that the pickles so far have named, by key, in the order of their appearance.
     */
    public Map<String, StorageReference> storages() {
        return storages;
    }

    /**
     * Reads one pickle.
     *
     * @throws PickleException if it is broken or names what is not accepted
     */
    public Object read() throws PickleException {
        stack.clear();
        memo.clear();
        try {
            while (true) {
                int opcode = in.uint8();
                allowance.take(OPCODE);
                if (opcode == '.') {
                    return stack.pop();
                }
                execute(opcode);
            }
        } catch (BufferUnderflowException e) {
            throw new PickleException("the pickle is cut short");
        } catch (ClassCastException | IllegalArgumentException | ArithmeticException e) {
            throw new PickleException("the pickle is malformed: " + e.getMessage());
        }
    }

    private void execute(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> protocol(in.uint8());
            case 0x95 -> in.skipFrame();
            case '(' -> stack.mark();
            case '0' -> stack.pop();
            case 'N' -> stack.push(PickleNone.INSTANCE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'J' -> stack.push((long) in.int32());
            case 'K' -> stack.push((long) in.uint8());
            case 'M' -> stack.push((long) in.uint16());
            case 0x8A -> stack.push(in.integer(in.uint8()));
            case 'G' -> stack.push(in.float64());
            case 'X' -> stack.push(in.text(in.int32()));
            case 0x8C, 'U' -> stack.push(in.text(in.uint8()));
            case 'T' -> stack.push(in.text(in.int32()));
            case 'B' -> stack.push(in.bytes(in.int32()));
            case 'C' -> stack.push(in.bytes(in.uint8()));
            case ']', ')' -> push(new ArrayList<>());
            case '}' -> stack.push(dict());
            case 'l', 't' -> push(stack.popToMark());
            case 'd' -> putAll(dict());
            case 0x85 -> push(stack.popLast(1));
            case 0x86 -> push(stack.popLast(2));
            case 0x87 -> push(stack.popLast(3));
            case 'a' -> append();
            case 'e' -> appendAll();
            case 's' -> put();
            case 'u' -> putAll(null);
            default -> executeObjects(opcode);
        }
    }

    private void executeObjects(int opcode) throws PickleException {
        switch (opcode) {
            case 'c' -> stack.push(accept(in.line(), in.line()));
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> reduce();
            case 'b' -> build();
            case 'Q' -> stack.push(storage(stack.pop()));
            case 'q' -> memoize(in.uint8());
            case 'r' -> memoize(in.int32());
            case 0x94 -> memoize(memo.size());
            case 'h' -> stack.push(recall(in.uint8()));
            case 'j' -> stack.push(recall(in.int32()));
            default ->
                    throw new PickleException(
                            "the pickle uses opcode 0x%02x, which no checkpoint needs"
                                    .formatted(opcode));
        }
    }

    private static void protocol(int version) throws PickleException {
        if (version < 2 || version > 4) {
            throw new PickleException(
                    "pickle protocol " + version + " is not accepted, only 2 to 4");
        }
    }

    private void push(List<Object> list) throws PickleException {
        allowance.take(OBJECT);
        stack.push(list);
    }

    private Map<Object, Object> dict() throws PickleException {
        allowance.take(OBJECT);
        return new LinkedHashMap<>();
    }

    private void memoize(int index) throws PickleException {
        allowance.take(OBJECT);
        memo.put(index, stack.peek());
    }

    private Global accept(String module, String name) throws PickleException {
        if (module.length() + name.length() > MAX_NAME) {
            throw new PickleException("refused: the pickle holds a class name without end");
        }
        allowance.take(OBJECT + 2L * (module.length() + name.length()));
        Global global = new Global(module, name);
        if (!global.isAccepted()) {
            throw new PickleException(
                    "refused: the pickle names %s, which no checkpoint needs; nothing was executed"
                            .formatted(global.qualified()));
        }
        return global;
    }

    private void stackGlobal() throws PickleException {
        String name = (String) stack.pop();
        stack.push(accept((String) stack.pop(), name));
    }

    private void reduce() throws PickleException {
        List<?> arguments = (List<?>) stack.pop();
        Global type = (Global) stack.pop();
        allowance.take(ENTRY + type.module().length() + type.name().length());
        stack.push(Constructors.construct(type, arguments, allowance));
    }

    private StorageReference storage(Object persistentId) throws PickleException {
        allowance.take(ENTRY);
        List<?> id = (List<?>) persistentId;
        if (id.size() < 5 || !"storage".equals(id.get(0))) {
            throw new PickleException("the pickle refers to something that is no storage");
        }
        Global type = (Global) id.get(1);
        StorageReference reference =
                new StorageReference(type.name(), (String) id.get(2), (Long) id.get(4));
        storages.putIfAbsent(reference.key(), reference);
        return reference;
    }

    private void build() throws PickleException {
        Object state = stack.pop();
        if (stack.peek() instanceof PickledObject object) {
            object.setState(state);
        }
        // An ordered dict's state is torch's _metadata, which nobody here needs.
    }

    @SuppressWarnings("unchecked")
    private void append() throws PickleException {
        Object value = stack.pop();
        ((List<Object>) stack.peek()).add(value);
    }

    @SuppressWarnings("unchecked")
    private void appendAll() throws PickleException {
        List<Object> values = stack.popToMark();
        ((List<Object>) stack.peek()).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void put() throws PickleException {
        Object value = stack.pop();
        Object key = stack.pop();
        allowance.take(ENTRY);
        ((Map<Object, Object>) stack.peek()).put(Constructors.key(key), value);
    }

    @SuppressWarnings("unchecked")
    private void putAll(@Nullable Map<Object, Object> fresh) throws PickleException {
        List<Object> pairs = stack.popToMark();
        if (pairs.size() % 2 != 0) {
            throw new PickleException("the pickle fills a dict with an odd number of objects");
        }
        if (fresh != null) {
            stack.push(fresh);
        }
        Map<Object, Object> dict = (Map<Object, Object>) stack.peek();
        allowance.take((long) ENTRY * pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            dict.put(Constructors.key(pairs.get(i)), pairs.get(i + 1));
        }
    }

    private Object recall(int index) throws PickleException {
        Object value = memo.get(index);
        if (value == null) {
            throw new PickleException("the pickle recalls what it never memoized");
        }
        return value;
    }
}
