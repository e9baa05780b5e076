package io.beitstream.infra.jmh;

import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Decoding a JPEG of a photograph's size, and resizing it to what networks take. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ImageBenchmark {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;

    @Param({"64", "224"})
    private int size;

    private byte[] jpeg;
    private RgbImage decoded;
    private Preprocessing preprocessing;

    @Setup
    public void paint() throws IOException, ImageException {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int smooth = (int) (127 + 60 * Math.sin(x / 31.0) + 60 * Math.cos(y / 17.0));
                int grain = random.nextInt(24);
                picture.setRGB(x, y, (smooth + grain) * 0x10101 & 0xFFFFFF);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", bytes);
        jpeg = bytes.toByteArray();
        decoded = ImageDecoder.withDefaults().decode(jpeg);
        preprocessing = Preprocessing.ofInputSize(size);
    }

    @Benchmark
    public RgbImage resize() {
        return preprocessing.apply(decoded);
    }

    @Benchmark
    public RgbImage decodeAndResize() throws ImageException {
        return preprocessing.apply(ImageDecoder.withDefaults().decode(jpeg));
    }
}
