package io.beitstream.model.tensor;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A rule by which a fresh parameter is filled (reference section 7). */
@FunctionalInterface
public interface Initializer {
    /** Values for a tensor of this shape, drawn from {@code random}. */
    HostTensor create(long[] shape, RandomGenerator random);

    /** Every element the same; draws nothing. */
    static Initializer constant(float value) {
        return (shape, random) -> filled(shape, () -> value);
    }

    static Initializer zeros() {
        return constant(0);
    }

    static Initializer ones() {
        return constant(1);
    }

    /** Always these values; for tensors that are computed, not learned. */
    static Initializer exactly(HostTensor value) {
        return (shape, random) -> value.reshape(shape);
    }

    /** Normal with mean 0, cut at {@code -bound} and {@code bound}, by redrawing. */
    static Initializer truncatedNormal(double standardDeviation, double bound) {
        return (shape, random) ->
                filled(
                        shape,
                        () -> {
                            double value;
                            do {
                                value = random.nextGaussian() * standardDeviation;
                            } while (Math.abs(value) > bound);
                            return (float) value;
                        });
    }

    /** torch's default for linear and convolution layers: uniform within 1/sqrt(fan-in). */
    static Initializer uniformOfFanIn(long fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return (shape, random) -> filled(shape, () -> (float) random.nextDouble(-bound, bound));
    }

    /**
     * torch's default for a linear layer: its weight {@code (out, in)} and its bias uniform within
     * 1/sqrt(in).
     */
    static Initializer uniformOfRow() {
        return new Initializer() {
            @Override
            public HostTensor create(long[] shape, RandomGenerator random) {
                return uniformOfFanIn(shape[shape.length - 1]).create(shape, random);
            }

            @Override
            public Initializer ofBias(int in) {
                return uniformOfFanIn(in);
            }
        };
    }

    /** Rows of unit length in uniformly random directions. */
    static Initializer unitRows() {
        return (shape, random) -> {
            int width = Math.toIntExact(shape[shape.length - 1]);
            float[] values = filled(shape, () -> (float) random.nextGaussian()).toFloats();
            for (int row = 0; row < values.length; row += width) {
                double norm = 0;
                for (int i = row; i < row + width; i++) {
                    norm += (double) values[i] * values[i];
                }
                float scale = (float) (1 / Math.max(Math.sqrt(norm), 1e-12));
                for (int i = row; i < row + width; i++) {
                    values[i] *= scale;
                }
            }
            return HostTensor.ofFloats(values, shape);
        };
    }

    /** What fills the bias of a linear layer of {@code in} inputs whose weight is filled so. */
    default Initializer ofBias(int in) {
        return zeros();
    }

    /** The same draw, multiplied by a constant; a bias is not. */
    default Initializer scaled(double factor) {
        Initializer unscaled = this;
        return new Initializer() {
            @Override
            public HostTensor create(long[] shape, RandomGenerator random) {
                float[] values = unscaled.create(shape, random).toFloats();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= (float) factor;
                }
                return HostTensor.ofFloats(values, shape);
            }

            @Override
            public Initializer ofBias(int in) {
                return unscaled.ofBias(in);
            }
        };
    }

    private static HostTensor filled(long[] shape, FloatSupplier next) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = next.get();
        }
        return HostTensor.ofFloats(values, shape);
    }

    /** A source of floats. */
    @FunctionalInterface
    interface FloatSupplier {
        float get();
    }
}
