package io.beitstream.infra.atlas;

import io.beitstream.infra.search.pictures.BufferedPixels;
import io.beitstream.model.evaluation.CodebookAtlas;
import io.beitstream.model.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * All patches of an atlas on one picture: a cell for each code, in rows of {@link #CODES_IN_A_ROW},
 * and in a cell its patches, in rows of {@link #PATCHES_IN_A_ROW}.
 */
final class PatchSheet {
    static final int CODES_IN_A_ROW = 64;
    static final int PATCHES_IN_A_ROW = 4;
    static final int ROWS_OF_PATCHES = 3;
    static final int PATCHES = PATCHES_IN_A_ROW * ROWS_OF_PATCHES;

    private PatchSheet() {}

    static BufferedImage paint(CodebookAtlas atlas) {
        int patch = atlas.patchSize();
        int rows = (atlas.hits().codes() + CODES_IN_A_ROW - 1) / CODES_IN_A_ROW;
        BufferedImage sheet =
                new BufferedImage(
                        CODES_IN_A_ROW * PATCHES_IN_A_ROW * patch,
                        rows * ROWS_OF_PATCHES * patch,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            for (int code = 0; code < atlas.hits().codes(); code++) {
                List<byte[]> patches = atlas.patches().get(code);
                int left = code % CODES_IN_A_ROW * PATCHES_IN_A_ROW * patch;
                int top = code / CODES_IN_A_ROW * ROWS_OF_PATCHES * patch;
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
