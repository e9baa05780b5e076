package io.beitstream.model.tensor;

import io.beitstream.model.Precision;

/**
 * The element types a {@link HostTensor} can hold, under the names safetensors and torch give them.
 */
public enum DType {
    FLOAT32("F32", 4, 6, "FloatStorage"),
    FLOAT64("F64", 8, 7, "DoubleStorage"),
    FLOAT16("F16", 2, 5, "HalfStorage"),
    BFLOAT16("BF16", 2, 15, "BFloat16Storage"),
    INT64("I64", 8, 4, "LongStorage"),
    INT32("I32", 4, 3, "IntStorage"),
    UINT8("U8", 1, 0, "ByteStorage"),
    BOOL("BOOL", 1, 11, "BoolStorage");

    private final String safetensorsName;
    private final int bytes;
    private final int torchNumber;
    private final String torchStorage;

    DType(String safetensorsName, int bytes, int torchNumber, String torchStorage) {
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
        this.torchNumber = torchNumber;
        this.torchStorage = torchStorage;
    }

    /** The name in a safetensors header, such as {@code F32}. */
    public String safetensorsName() {
        return safetensorsName;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The number of this type in TorchScript's serialized form (c10::ScalarType). */
    public int torchNumber() {
        return torchNumber;
    }

    /** The class name of the storage in a torch pickle, in module {@code torch}. */
    public String torchStorage() {
        return torchStorage;
    }

    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
    }

    /**
     * The type of matrices in a precision.
     *
     * @throws IllegalArgumentException for auto and int8, which no tensor is stored in
     */
    public static DType of(Precision precision) {
        return switch (precision) {
            case AUTO ->
                    throw new IllegalArgumentException(
                            "precision auto is decided by the device that runs a network: name fp32, bf16 or fp16");
            case INT8 ->
                    throw new IllegalArgumentException(
                            "precision int8 is for inference only: name fp32, bf16 or fp16");
            case FP32 -> FLOAT32;
            case BF16 -> BFLOAT16;
            case FP16 -> FLOAT16;
        };
    }

    /**
     * The type of a safetensors name.
     *
     * @throws IllegalArgumentException naming the type, if it is none of ours
     */
    public static DType ofSafetensors(String name) {
        for (DType type : values()) {
            if (type.safetensorsName.equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unsupported tensor type " + name);
    }
}
