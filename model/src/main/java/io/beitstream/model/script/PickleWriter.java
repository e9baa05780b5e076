package io.beitstream.model.script;

import io.beitstream.model.tensor.DType;
import io.beitstream.model.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the subset of Python's pickle protocol 2 that a TorchScript archive is made of. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        out.write(0x80); // PROTO
        out.write(2);
    }

    /** Opens an object of a class; {@link #key} and values follow, then {@link #endObject}. */
    void beginObject(String module, String name) {
        global(module, name);
        out.write(')'); // EMPTY_TUPLE
        out.write(0x81); // NEWOBJ
        out.write('}'); // EMPTY_DICT
        out.write('('); // MARK
    }

    void key(String name) {
        string(name);
    }

    void endObject() {
        out.write('u'); // SETITEMS
        out.write('b'); // BUILD
    }

    /** Opens an object that makes itself of a tuple; values follow, then {@link #endState}. */
    void beginState(String module, String name) {
        global(module, name);
        out.write(')'); // EMPTY_TUPLE
        out.write(0x81); // NEWOBJ
        out.write('('); // MARK
    }

    void endState() {
        out.write('t'); // TUPLE
        out.write('b'); // BUILD
    }

    void none() {
        out.write('N');
    }

    void bool(boolean value) {
        out.write(value ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
    }

    void integer(long value) {
        if (value >= 0 && value < 256) {
            out.write('K'); // BININT1
            out.write((int) value);
        } else if (value == (int) value) {
            out.write('J'); // BININT
            littleEndian(value, 4);
        } else {
            out.write(0x8A); // LONG1
            out.write(8);
            littleEndian(value, 8);
        }
    }

    void real(double value) {
        out.write('G'); // BINFLOAT, big-endian
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (bits >>> shift));
        }
    }

    /** A contiguous tensor whose bytes are the archive's record {@code data/KEY}. */
    void tensor(DType type, long[] shape, String key, boolean requiresGradient) {
        global("torch._utils", "_rebuild_tensor_v2");
        out.write('(');
        storage(type.torchStorage(), shape, key);
        integer(0); // offset into the storage
        longs(shape);
        longs(contiguousStrides(shape));
        bool(requiresGradient);
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R'); // REDUCE: no backward hooks
        out.write('t');
        out.write('R');
    }

    /**
     * A linear layer's eight-bit weight as libtorch keeps it: made from a per-channel quantized
     * tensor and a bias when the archive is loaded.
     *
     * @param keys of the records of weight, scales, zero points and bias
     */
    void packedMatrix(PackedMatrix matrix, String... keys) {
        global("__torch__.torch.classes.quantized", "LinearPackedParamsBase");
        out.write(')'); // EMPTY_TUPLE
        out.write(0x81); // NEWOBJ
        out.write('(');
        quantizedTensor(matrix, keys);
        HostTensor bias = matrix.bias();
        if (bias == null) {
            none();
        } else {
            tensor(bias.type(), bias.shape(), keys[3], false);
        }
        out.write('t');
        out.write('b'); // BUILD
    }

    private void quantizedTensor(PackedMatrix matrix, String[] keys) {
        long[] shape = matrix.weight().shape();
        global("torch._utils", "_rebuild_qtensor");
        out.write('(');
        storage("QInt8Storage", shape, keys[0]);
        integer(0); // offset into the storage
        longs(shape);
        longs(contiguousStrides(shape));
        out.write('(');
        global("torch", "per_channel_affine");
        tensor(matrix.scales().type(), matrix.scales().shape(), keys[1], false);
        tensor(matrix.zeroPoints().type(), matrix.zeroPoints().shape(), keys[2], false);
        integer(0); // the axis of channels
        out.write('t');
        bool(false);
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R'); // REDUCE: no backward hooks
        out.write('t');
        out.write('R');
    }

    void emptyTuple() {
        out.write(')');
    }

    /** Ends the pickle and returns it. */
    byte[] finish() {
        out.write('.'); // STOP
        return out.toByteArray();
    }

    private void storage(String className, long[] shape, String key) {
        long elements = 1;
        for (long extent : shape) {
            elements *= extent;
        }
        out.write('(');
        string("storage");
        global("torch", className);
        string(key);
        string("cpu");
        integer(elements);
        out.write('t'); // TUPLE
        out.write('Q'); // BINPERSID
    }

    private void longs(long[] values) {
        out.write('(');
        for (long value : values) {
            integer(value);
        }
        out.write('t');
    }

    private static long[] contiguousStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    private void global(String module, String name) {
        out.write('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.write('X'); // BINUNICODE
        littleEndian(bytes.length, 4);
        out.writeBytes(bytes);
    }

    private void littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
