package io.beitstream.infra.demo;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A grid of codes as a picture, one pixel a patch: equal codes have equal colours, different codes
 * different ones.
 */
public final class CodeMap {
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private CodeMap() {}

    public static BufferedImage paint(List<Integer> codes, int height, int width) {
        BufferedImage map = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < codes.size(); i++) {
            map.setRGB(i % width, i / width, color(codes.get(i)));
        }
        return map;
    }

    /**
     * The colour of a code: hues a golden angle apart, in three shades, so that neighbours in
     * number differ.
     */
    static int color(int code) {
        float hue = (float) (code * GOLDEN_RATIO % 1);
        float brightness = 0.95f - 0.16f * (code % 3);
        float saturation = 0.45f + 0.2f * (code / 3 % 3);
        return Color.HSBtoRGB(hue, saturation, brightness);
    }
}
