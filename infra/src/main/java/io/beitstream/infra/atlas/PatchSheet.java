package io.beitstream.infra.atlas;

import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Patches of codes on one picture: a cell for each code, in rows of {@link #CODES_IN_A_ROW}, and in
 * a cell its patches, in rows of {@link #PATCHES_IN_A_ROW}.
 */
final class PatchSheet {
    static final int CODES_IN_A_ROW = 64;
    static final int PATCHES_IN_A_ROW = 4;
    static final int ROWS_OF_PATCHES = 3;
    static final int PATCHES = PATCHES_IN_A_ROW * ROWS_OF_PATCHES;

    private PatchSheet() {}

    /**
     * Paints it.
     *
     * @param patch side of a patch, in pixels
     * @param codes the patches of each, RGB, row-major
     */
    static BufferedImage paint(int patch, List<List<byte[]>> codes) {
        int rows = (codes.size() + CODES_IN_A_ROW - 1) / CODES_IN_A_ROW;
        BufferedImage sheet =
                new BufferedImage(
                        CODES_IN_A_ROW * PATCHES_IN_A_ROW * patch,
                        rows * ROWS_OF_PATCHES * patch,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            for (int cell = 0; cell < codes.size(); cell++) {
                List<byte[]> patches = codes.get(cell);
                int left = cell % CODES_IN_A_ROW * PATCHES_IN_A_ROW * patch;
                int top = cell / CODES_IN_A_ROW * ROWS_OF_PATCHES * patch;
                for (int i = 0; i < patches.size(); i++) {
                    graphics.drawImage(
                            BufferedPixels.of(new RgbImage(patch, patch, patches.get(i))),
                            left + i % PATCHES_IN_A_ROW * patch,
                            top + i / PATCHES_IN_A_ROW * patch,
                            null);
                }
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }
}
