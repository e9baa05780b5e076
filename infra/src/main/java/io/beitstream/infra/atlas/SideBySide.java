package io.beitstream.infra.atlas;

import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Rows of images of one size on one picture, for comparing them by eye. */
public final class SideBySide {
    private static final int GAP = 4;

    /** Small images are enlarged to at least this side, in pixels. */
    private static final int LEAST_SIDE = 128;

    private SideBySide() {}

    /** One row below the other, each from the left. */
    public static BufferedImage paint(List<List<RgbImage>> rows) {
        int stored = rows.get(0).get(0).width();
        int side = stored * Math.max(1, LEAST_SIDE / stored);
        int columns = rows.stream().mapToInt(List::size).max().orElse(1);
        BufferedImage picture =
                new BufferedImage(
                        columns * (side + GAP) - GAP,
                        rows.size() * (side + GAP) - GAP,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.get(row).size(); column++) {
                    graphics.drawImage(
                            BufferedPixels.of(rows.get(row).get(column)),
                            column * (side + GAP),
                            row * (side + GAP),
                            side,
                            side,
                            null);
                }
            }
        } finally {
            graphics.dispose();
        }
        return picture;
    }
}
