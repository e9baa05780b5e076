package io.beitstream.infra.search.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.infra.search.IndexedImage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {
    private static final IndexedImage IMAGE = Pictures.at("a.png", "images", 0, 7);
    @TempDir private Path directory;

    private static Thumbnails of(byte[] picture) {
        return new Thumbnails(image -> Optional.of(picture), 1 << 20);
    }

    @Test
    void theLongerSideIsAsAskedForAndTheColourStays() throws Exception {
        byte[] jpeg = of(Pictures.png(400, 100, Color.ORANGE)).jpeg(IMAGE, 64, false).orElseThrow();

        BufferedImage thumbnail = Pictures.read(jpeg);
        Color middle = new Color(thumbnail.getRGB(32, 8));
        assertThat(jpeg).startsWith(0xFF, 0xD8);
        assertThat(thumbnail.getWidth()).isEqualTo(64);
        assertThat(thumbnail.getHeight()).isEqualTo(16);
        assertThat(middle.getRed()).isGreaterThan(245);
        assertThat(middle.getGreen()).isBetween(190, 210);
        assertThat(middle.getBlue()).isLessThan(12);
    }

    @Test
    void aPictureIsTurnedWhereTheEncoderSawItTurned() throws Exception {
        Thumbnails thumbnails = of(Pictures.lyingJpeg(60, 20, Color.RED));

        BufferedImage asStored = Pictures.read(thumbnails.jpeg(IMAGE, 60, false).orElseThrow());
        BufferedImage upright = Pictures.read(thumbnails.jpeg(IMAGE, 60, true).orElseThrow());

        assertThat(asStored.getWidth()).isEqualTo(60);
        assertThat(upright.getWidth()).isEqualTo(20);
        assertThat(upright.getHeight()).isEqualTo(60);
    }

    @Test
    void aSmallPictureIsNotEnlarged() throws Exception {
        byte[] jpeg = of(Pictures.png(20, 10, Color.BLUE)).jpeg(IMAGE, 256, false).orElseThrow();

        assertThat(Pictures.read(jpeg).getWidth()).isEqualTo(20);
    }

    @Test
    void whatIsNoPictureHasNoThumbnail() throws Exception {
        assertThat(of("words".getBytes(StandardCharsets.UTF_8)).jpeg(IMAGE, 64, false)).isEmpty();
        assertThat(new Thumbnails(PictureSource.NONE, 0).jpeg(IMAGE, 64, false)).isEmpty();
    }

    @Test
    void sizesBeyondTheLimitsAreRefused() throws Exception {
        Thumbnails thumbnails = of(Pictures.png(20, 10, Color.BLUE));

        assertThatThrownBy(() -> thumbnails.jpeg(IMAGE, 257, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 16 and 256");
    }

    @Test
    void thoseUsedLastAreKeptWithinTheirBytes() throws Exception {
        byte[] picture = Pictures.png(100, 100, Color.GREEN);
        AtomicInteger asked = new AtomicInteger();
        PictureSource counting =
                image -> {
                    asked.incrementAndGet();
                    return Optional.of(picture);
                };
        int one = of(picture).jpeg(IMAGE, 100, false).orElseThrow().length;
        Thumbnails thumbnails = new Thumbnails(counting, 2L * one);

        for (int offset : new int[] {0, 1, 0, 2, 0, 1}) {
            thumbnails.jpeg(Pictures.at("a.png", "images", 0, offset), 100, false);
        }

        assertThat(asked).hasValue(4);
        assertThat(thumbnails.cachedBytes()).isEqualTo(2L * one);
    }

    @Test
    void aFailureIsToldAndNotKept() {
        AtomicInteger asked = new AtomicInteger();
        PictureSource failing =
                image -> {
                    asked.incrementAndGet();
                    throw new IOException("away");
                };
        Thumbnails thumbnails = new Thumbnails(failing, 1 << 20);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> thumbnails.jpeg(IMAGE, 64, false)).hasMessage("away");
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void aFoldersFilesAreFoundAndNothingBesideIt() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("pictures/sub")).getParent();
        byte[] picture = Pictures.png(4, 4, Color.RED);
        Files.write(folder.resolve("sub/ä b.png"), picture);
        Path secret = Files.write(directory.resolve("secret.png"), picture);
        Files.createSymbolicLink(folder.resolve("link.png"), secret);
        FolderPictures pictures = new FolderPictures(folder, 1 << 20);

        assertThat(pictures.encoded(Pictures.at("sub/ä b.png", "x", -1, -1))).contains(picture);
        for (String id :
                new String[] {
                    "../secret.png", "link.png", "sub", "", "none.png", secret.toString(), "a\0b"
                }) {
            assertThat(pictures.encoded(Pictures.at(id, "x", -1, -1))).as(id).isEmpty();
        }
        assertThat(new FolderPictures(folder, 10).encoded(Pictures.at("sub/ä b.png", "x", -1, -1)))
                .isEmpty();
    }
}
