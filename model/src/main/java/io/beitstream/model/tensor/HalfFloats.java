package io.beitstream.model.tensor;

/** Conversions between float and the two 16-bit formats, rounding to nearest even (IEEE 754). */
final class HalfFloats {
    private HalfFloats() {}

    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static float fromBfloat16(short value) {
        return Float.intBitsToFloat(value << 16);
    }

    static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7FFFFFFF;
        if (magnitude > 0x7F800000) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 0x477FF000) { // rounds past 65504
            return (short) (sign | 0x7C00);
        }
        if (magnitude >= 0x38800000) { // normal in half precision
            int rebased = magnitude - 0x38000000;
            return (short) (sign | ((rebased + 0xFFF + ((rebased >>> 13) & 1)) >>> 13));
        }
        // Subnormal: the unit is 2^-24, and rint rounds ties to even.
        return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
    }

    static float fromFloat16(short value) {
        int sign = (value & 0x8000) << 16;
        int exponent = (value >>> 10) & 0x1F;
        int mantissa = value & 0x3FF;
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int bits =
                exponent == 31
                        ? 0x7F800000 | (mantissa << 13)
                        : ((exponent + 112) << 23) | (mantissa << 13);
        return Float.intBitsToFloat(sign | bits);
    }
}
