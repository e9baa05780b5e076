package io.beitstream.model.conversion;

import io.beitstream.model.beit.BeitConfig;
import io.beitstream.model.dino.DinoConfig;
import io.beitstream.model.feature.EncoderArchitecture;
import io.beitstream.model.feature.PatchGrid;
import io.beitstream.model.tensor.HostTensor;

/** Positions for another image size (reference section 6.4). */
final class Resolution {
    private static final int SPECIAL_ROWS = 3;

    private Resolution() {}

    /**
     * Adapts the weights of a feature model, if another size is asked for; returns the
     * configuration that fits them.
     */
    static BeitConfig adapt(Weights weights, BeitConfig config, int imageSize) {
        if (imageSize == 0 || imageSize == config.imgSize()) {
            return config;
        }
        int from = config.imgSize() / config.patchSize();
        int to = PatchGrid.of(imageSize, config.patchSize()).side();
        for (String name : weights.names()) {
            if (name.equals("pos_embed")) {
                weights.put(name, positions(weights.get(name), from, to));
            } else if (name.endsWith("relative_position_bias_table")) {
                weights.put(name, table(weights.get(name), from, to));
            }
        }
        weights.noteDerived(
                "positions for %d x %d patches, from %d x %d".formatted(to, to, from, from));
        return config.withImageSize(imageSize);
    }

    /**
     * The same for an encoder of any family. Those that fit their positions to every image
     * themselves, the DINOs, keep their weights.
     */
    static EncoderArchitecture adapt(Weights weights, EncoderArchitecture config, int imageSize) {
        int to = PatchGrid.of(imageSize, config.patchSize()).side();
        if (imageSize == config.imgSize() || config instanceof DinoConfig) {
            return config;
        }
        int from = config.imgSize() / config.patchSize();
        String name = config.imagePrefix() + "pos_embed";
        int special = config.hasClassToken() ? 1 : 0;
        weights.put(name, positions(weights.get(name), special, from, to));
        weights.noteDerived(
                "positions for %d x %d patches, from %d x %d".formatted(to, to, from, from));
        return config.withImageSize(imageSize);
    }

    static HostTensor positions(HostTensor positions, int from, int to) {
        return positions(positions, 1, from, to);
    }

    /**
     * {@code (1, special + from^2, D)} to {@code (1, special + to^2, D)}: bicubic with a = -0.75,
     * corners not aligned.
     */
    private static HostTensor positions(HostTensor positions, int special, int from, int to) {
        int width = Math.toIntExact(positions.shape()[2]);
        float[] in = positions.toFloats();
        float[] out = new float[(special + to * to) * width];
        System.arraycopy(in, 0, out, 0, special * width);
        double[][] weights = BicubicWeights.of(from, to);
        for (int y = 0; y < to; y++) {
            for (int x = 0; x < to; x++) {
                for (int i = 0; i < from; i++) {
                    for (int j = 0; j < from; j++) {
                        double weight = weights[y][i] * weights[x][j];
                        for (int d = 0; weight != 0 && d < width; d++) {
                            out[(special + y * to + x) * width + d] +=
                                    (float) (weight * in[(special + i * from + j) * width + d]);
                        }
                    }
                }
            }
        }
        return HostTensor.ofFloats(out, 1, special + (long) to * to, width);
    }

    /**
     * A relative position table for another grid: a cubic spline over geometrically spaced offsets.
     */
    static HostTensor table(HostTensor table, int from, int to) {
        int heads = Math.toIntExact(table.shape()[1]);
        int source = 2 * from - 1;
        int target = 2 * to - 1;
        float[] in = table.toFloats();
        float[] out = new float[(target * target + SPECIAL_ROWS) * heads];
        double[] knots = GeometricOffsets.of(source, target);
        for (int head = 0; head < heads; head++) {
            double[][] plane = new double[source][source];
            for (int i = 0; i < source * source; i++) {
                plane[i / source][i % source] = in[i * heads + head];
            }
            double[][] resized = GeometricOffsets.interpolate(plane, knots, target);
            for (int i = 0; i < target * target; i++) {
                out[i * heads + head] = (float) resized[i / target][i % target];
            }
        }
        int special = SPECIAL_ROWS * heads;
        System.arraycopy(in, in.length - special, out, out.length - special, special);
        return HostTensor.ofFloats(out, (long) target * target + SPECIAL_ROWS, heads);
    }
}
