package io.beitstream.model.pickle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pickle machine for checkpoints: protocols 2 to 4, the opcodes that {@code torch.save} and
 * TorchScript write, and the names in {@link Global}. Lists and tuples become {@link List}, dicts
 * {@link Map}, tensors {@link TensorReference}, other objects inert {@link PickledObject}s. Memory
 * is bounded by the pickle's own length.
 */
public final class Unpickler {
    private static final Object MARK = new Object();

    private final ByteBuffer in;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Map<String, StorageReference> storages = new LinkedHashMap<>();

    /** A machine that begins at the buffer's position and leaves it behind each pickle it reads. */
    public Unpickler(ByteBuffer pickle) {
        this.in = pickle.order(ByteOrder.LITTLE_ENDIAN);
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
                int opcode = in.get() & 0xFF;
                if (opcode == '.') {
                    return pop();
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
            case 0x80 -> protocol(in.get() & 0xFF);
            case 0x95 -> skipFrame();
            case '(' -> push(MARK);
            case '0' -> pop();
            case 'N' -> push(PickleNone.INSTANCE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.getInt());
            case 'K' -> push((long) (in.get() & 0xFF));
            case 'M' -> push((long) (in.getShort() & 0xFFFF));
            case 0x8A -> push(Constructors.integer(bytes(in.get() & 0xFF)));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
            case 'X' -> push(text(length(in.getInt())));
            case 0x8C, 'U' -> push(text(in.get() & 0xFF));
            case 'T' -> push(text(length(in.getInt())));
            case 'B' -> push(bytes(length(in.getInt())));
            case 'C' -> push(bytes(in.get() & 0xFF));
            case ']', ')' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 'l', 't' -> push(popToMark());
            case 'd' -> putAll(new LinkedHashMap<>());
            case 0x85 -> push(popLast(1));
            case 0x86 -> push(popLast(2));
            case 0x87 -> push(popLast(3));
            case 'a' -> append();
            case 'e' -> appendAll();
            case 's' -> put();
            case 'u' -> putAll(null);
            default -> executeObjects(opcode);
        }
    }

    private void executeObjects(int opcode) throws PickleException {
        switch (opcode) {
            case 'c' -> push(accept(new Global(line(), line())));
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> reduce();
            case 'b' -> build();
            case 'Q' -> push(storage(pop()));
            case 'q' -> memo.put(in.get() & 0xFF, peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> push(recall(in.get() & 0xFF));
            case 'j' -> push(recall(in.getInt()));
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

    private void skipFrame() {
        in.getLong(); // frames only help readers of streams
    }

    private static Global accept(Global global) throws PickleException {
        if (!global.isAccepted()) {
            throw new PickleException(
                    "refused: the pickle names %s, which no checkpoint needs; nothing was executed"
                            .formatted(global.qualified()));
        }
        return global;
    }

    private void stackGlobal() throws PickleException {
        String name = (String) pop();
        push(accept(new Global((String) pop(), name)));
    }

    private void reduce() throws PickleException {
        List<?> arguments = (List<?>) pop();
        push(Constructors.construct((Global) pop(), arguments));
    }

    private StorageReference storage(Object persistentId) throws PickleException {
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
        Object state = pop();
        if (peek() instanceof PickledObject object) {
            object.setState(state);
        }
        // An ordered dict's state is torch's _metadata, which nobody here needs.
    }

    @SuppressWarnings("unchecked")
    private void append() throws PickleException {
        Object value = pop();
        ((List<Object>) peek()).add(value);
    }

    @SuppressWarnings("unchecked")
    private void appendAll() throws PickleException {
        List<Object> values = popToMark();
        ((List<Object>) peek()).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void put() throws PickleException {
        Object value = pop();
        Object key = pop();
        ((Map<Object, Object>) peek()).put(Constructors.key(key), value);
    }

    @SuppressWarnings("unchecked")
    private void putAll(@Nullable Map<Object, Object> fresh) throws PickleException {
        List<Object> pairs = popToMark();
        if (pairs.size() % 2 != 0) {
            throw new PickleException("the pickle fills a dict with an odd number of objects");
        }
        if (fresh != null) {
            push(fresh);
        }
        Map<Object, Object> dict = (Map<Object, Object>) peek();
        for (int i = 0; i < pairs.size(); i += 2) {
            dict.put(Constructors.key(pairs.get(i)), pairs.get(i + 1));
        }
    }

    private void push(Object value) {
        stack.push(value);
    }

    private Object pop() throws PickleException {
        if (stack.isEmpty()) {
            throw new PickleException("the pickle takes from an empty stack");
        }
        return stack.pop();
    }

    private Object peek() throws PickleException {
        if (stack.isEmpty()) {
            throw new PickleException("the pickle looks at an empty stack");
        }
        return stack.peek();
    }

    private Object recall(int index) throws PickleException {
        Object value = memo.get(index);
        if (value == null) {
            throw new PickleException("the pickle recalls what it never memoized");
        }
        return value;
    }

    private List<Object> popToMark() throws PickleException {
        ArrayDeque<Object> values = new ArrayDeque<>();
        for (Object value = pop(); value != MARK; value = pop()) {
            values.addFirst(value);
        }
        return new ArrayList<>(values);
    }

    private List<Object> popLast(int count) throws PickleException {
        ArrayDeque<Object> values = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            values.addFirst(pop());
        }
        return new ArrayList<>(values);
    }

    private int length(int declared) throws PickleException {
        if (declared < 0 || declared > in.remaining()) {
            throw new PickleException("the pickle declares a string longer than itself");
        }
        return declared;
    }

    private byte[] bytes(int length) throws PickleException {
        byte[] bytes = new byte[length(length)];
        in.get(bytes);
        return bytes;
    }

    private String text(int length) throws PickleException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (byte next = in.get(); next != '\n'; next = in.get()) {
            line.append((char) (next & 0xFF));
        }
        return line.toString();
    }
}
