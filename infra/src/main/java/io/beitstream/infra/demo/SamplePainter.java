package io.beitstream.infra.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Paints the demo's pictures: simple scenes, each class with its own shapes and colours, each
 * picture different.
 */
final class SamplePainter {
    private final Graphics2D g;
    private final int width;
    private final int height;
    private final Random random;

    private SamplePainter(Graphics2D g, BufferedImage image, Random random) {
        this.g = g;
        this.width = image.getWidth();
        this.height = image.getHeight();
        this.random = random;
    }

    static void paint(SampleClass kind, BufferedImage image, Random random) {
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            new SamplePainter(g, image, random).paint(kind);
        } finally {
            g.dispose();
        }
    }

    private void paint(SampleClass kind) {
        switch (kind) {
            case SUNSET -> sunset();
            case FOREST -> forest();
            case OCEAN -> ocean();
            case CITY -> city();
            case BALLOONS -> balloons();
            case BRICKS -> bricks();
            case FLOWERS -> flowers();
            case STARS -> stars();
        }
    }

    private void sunset() {
        sky(hue(0.72f, 0.05f, 0.6f, 0.45f), hue(0.06f, 0.04f, 0.9f, 1f));
        double radius = height * between(0.1, 0.2);
        disc(width * between(0.2, 0.8), height * 0.62, radius, hue(0.12f, 0.03f, 0.7f, 1f));
        ridge(0.68, 0.12, hue(0.8f, 0.05f, 0.6f, 0.35f));
        ridge(0.82, 0.1, hue(0.78f, 0.05f, 0.7f, 0.18f));
    }

    private void forest() {
        sky(hue(0.55f, 0.04f, 0.25f, 0.95f), hue(0.3f, 0.04f, 0.3f, 0.8f));
        for (int row = 0; row < 3; row++) {
            for (double x = -20; x < width + 20; x += width * between(0.05, 0.1)) {
                double base = height * (0.6 + 0.2 * row);
                double tall = height * between(0.25, 0.45);
                Color green = hue(0.36f, 0.06f, 0.7f, 0.5f - 0.12f * row);
                for (int tier = 0; tier < 3; tier++) {
                    double y = base - tall * tier / 4;
                    double half = tall * (0.3 - 0.07 * tier);
                    triangle(x, y - tall / 2, half, y, green);
                }
            }
        }
    }

    private void ocean() {
        sky(hue(0.55f, 0.02f, 0.4f, 1f), hue(0.5f, 0.03f, 0.2f, 1f));
        for (int wave = 0; wave < 9; wave++) {
            double level = height * (0.4 + wave * 0.07);
            double length = width * between(0.08, 0.2);
            double swell = height * between(0.01, 0.03);
            double phase = between(0, 6);
            Polygon water = new Polygon();
            water.addPoint(0, height);
            for (int x = 0; x <= width; x += 3) {
                water.addPoint(
                        x, (int) (level + swell * Math.sin(x / length * 2 * Math.PI + phase)));
            }
            water.addPoint(width, height);
            g.setColor(hue(0.56f, 0.03f, 0.75f, 0.85f - 0.06f * wave));
            g.fill(water);
        }
    }

    private void city() {
        sky(hue(0.65f, 0.04f, 0.8f, 0.2f), hue(0.75f, 0.08f, 0.5f, 0.55f));
        for (double x = 0; x < width; ) {
            double wide = width * between(0.07, 0.14);
            double tall = height * between(0.3, 0.8);
            g.setColor(hue(0.62f, 0.05f, 0.3f, (float) between(0.1, 0.25)));
            g.fill(new Rectangle2D.Double(x, height - tall, wide - 2, tall));
            double pane = Math.max(3, wide / 7);
            for (double y = height - tall + pane; y < height - pane; y += 2 * pane) {
                for (double window = x + pane; window < x + wide - 2 * pane; window += 2 * pane) {
                    if (random.nextInt(3) > 0) {
                        g.setColor(hue(0.14f, 0.02f, 0.6f, 0.95f));
                        g.fill(new Rectangle2D.Double(window, y, pane, pane));
                    }
                }
            }
            x += wide;
        }
    }

    private void balloons() {
        sky(hue(0.58f, 0.03f, 0.3f, 0.95f), Color.WHITE);
        for (int i = 0; i < 14; i++) {
            double radius = Math.min(width, height) * between(0.06, 0.14);
            double x = between(0, width);
            double y = between(0, height * 0.85);
            g.setColor(Color.DARK_GRAY);
            g.drawLine((int) x, (int) y, (int) (x + radius / 3), (int) (y + 3 * radius));
            disc(x, y, radius, Color.getHSBColor(random.nextFloat(), 0.8f, 0.95f));
            disc(x - radius / 3, y - radius / 3, radius / 4, new Color(255, 255, 255, 150));
        }
    }

    private void bricks() {
        fill(hue(0.1f, 0.02f, 0.15f, 0.75f));
        double tall = Math.max(8, height * between(0.06, 0.12));
        double wide = tall * between(2, 2.6);
        int row = 0;
        for (double y = 0; y < height; y += tall, row++) {
            for (double x = row % 2 == 0 ? 0 : -wide / 2; x < width; x += wide) {
                g.setColor(hue(0.03f, 0.02f, 0.65f, (float) between(0.5, 0.75)));
                g.fill(new Rectangle2D.Double(x + 1.5, y + 1.5, wide - 3, tall - 3));
            }
        }
    }

    private void flowers() {
        fill(hue(0.3f, 0.04f, 0.6f, 0.6f));
        float base = random.nextFloat();
        for (int i = 0; i < 16; i++) {
            double x = between(0, width);
            double y = between(0, height);
            double radius = Math.min(width, height) * between(0.03, 0.08);
            Color petal = Color.getHSBColor(base + random.nextFloat() * 0.12f, 0.55f, 1f);
            for (int leaf = 0; leaf < 6; leaf++) {
                double angle = leaf * Math.PI / 3;
                disc(
                        x + radius * Math.cos(angle),
                        y + radius * Math.sin(angle),
                        radius * 0.7,
                        petal);
            }
            disc(x, y, radius * 0.6, hue(0.14f, 0.02f, 0.9f, 1f));
        }
    }

    private void stars() {
        sky(hue(0.7f, 0.06f, 0.9f, 0.12f), hue(0.66f, 0.06f, 0.8f, 0.28f));
        for (int i = 0; i < 180; i++) {
            float shine = (float) between(0.5, 1);
            disc(
                    between(0, width),
                    between(0, height),
                    between(0.4, 1.8),
                    new Color(shine, shine, 1f));
        }
        double radius = Math.min(width, height) * between(0.08, 0.16);
        disc(
                width * between(0.2, 0.8),
                height * between(0.2, 0.5),
                radius,
                hue(0.15f, 0.02f, 0.15f, 0.97f));
    }

    private void fill(Color color) {
        g.setColor(color);
        g.fillRect(0, 0, width, height);
    }

    private void sky(Color top, Color bottom) {
        g.setPaint(new GradientPaint(0, 0, top, 0, height, bottom));
        g.fillRect(0, 0, width, height);
    }

    private void ridge(double level, double rough, Color color) {
        Polygon land = new Polygon();
        land.addPoint(0, height);
        for (int i = 0; i <= 10; i++) {
            land.addPoint(width * i / 10, (int) (height * (level + between(-rough, rough))));
        }
        land.addPoint(width, height);
        g.setColor(color);
        g.fill(land);
    }

    private void disc(double x, double y, double radius, Color color) {
        g.setColor(color);
        g.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    private void triangle(double x, double top, double half, double bottom, Color color) {
        g.setColor(color);
        int[] xs = {(int) x, (int) (x - half), (int) (x + half)};
        int[] ys = {(int) top, (int) bottom, (int) bottom};
        g.fillPolygon(xs, ys, 3);
    }

    private double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** A colour whose hue varies a little. */
    private Color hue(float hue, float spread, float saturation, float brightness) {
        float varied = hue + (random.nextFloat() - 0.5f) * 2 * spread;
        return Color.getHSBColor(varied, saturation, brightness);
    }
}
