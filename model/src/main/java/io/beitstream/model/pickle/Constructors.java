package io.beitstream.model.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stands in for the constructors that a checkpoint's pickle names. */
final class Constructors {
    private static final int ENTRY = 128;
    private static final int MAX_DIMENSIONS = 8;

    private Constructors() {}

    /** What an accepted name makes of its arguments; mostly nothing but an inert object. */
    static Object construct(Global type, List<?> arguments, Allowance allowance)
            throws PickleException {
        return switch (type.qualified()) {
            case "collections.OrderedDict" -> orderedDict(arguments, allowance);
            case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" ->
                    tensor(arguments);
            case "torch._utils._rebuild_parameter" -> element(arguments, 0);
            case "torch.jit._pickle.build_tensorlist", "torch.Size" -> element(arguments, 0);
            default -> new PickledObject(type, arguments);
        };
    }

    private static Map<Object, Object> orderedDict(List<?> arguments, Allowance allowance)
            throws PickleException {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (!arguments.isEmpty() && arguments.get(0) instanceof List<?> pairs) {
            allowance.take((long) ENTRY * pairs.size()); // they may have been recalled
            for (Object pair : pairs) {
                dict.put(key(element((List<?>) pair, 0)), element((List<?>) pair, 1));
            }
        }
        return dict;
    }

    private static TensorReference tensor(List<?> arguments) throws PickleException {
        return new TensorReference(
                (StorageReference) element(arguments, 0),
                (Long) element(arguments, 1),
                longs(element(arguments, 2)),
                longs(element(arguments, 3)));
    }

    private static List<Long> longs(Object list) throws PickleException {
        List<?> extents = (List<?>) list;
        if (extents.size() > MAX_DIMENSIONS) {
            throw new PickleException(
                    "the pickle holds a tensor of %d dimensions".formatted(extents.size()));
        }
        List<Long> values = new ArrayList<>(extents.size());
        for (Object value : extents) {
            values.add((Long) value);
        }
        return values;
    }

    private static Object element(List<?> list, int index) throws PickleException {
        if (index >= list.size()) {
            throw new PickleException("the pickle calls a constructor with too few arguments");
        }
        return list.get(index);
    }

    /**
     * A dict's key as text, whatever it is: hashes of containers, or of many types in one map,
     * could be made to take for ever.
     */
    static String key(Object key) {
        if (key instanceof String text) {
            return text;
        } else if (key instanceof Number || key instanceof Boolean || key instanceof PickleNone) {
            return "(" + key + ")";
        }
        return "(" + key.getClass().getSimpleName() + " " + System.identityHashCode(key) + ")";
    }

    /** A whole number of any length, as a long where it fits. */
    static Object integer(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        BigInteger value = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }
}
