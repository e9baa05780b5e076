package io.beitstream.jobs.pipeline;

import io.beitstream.schemas.ImageEvent;
import io.beitstream.schemas.SingleObjectCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import javax.imageio.ImageIO;

/** Small images, and events about them. */
public final class TestImages {
    private static final SingleObjectCodec<ImageEvent> EVENTS =
            new SingleObjectCodec<>(ImageEvent.class);

    private TestImages() {}

    /** A PNG file, 4 x 4 pixels, of one grey. */
    public static byte[] png(int grey) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            image.setRGB(i % 4, i / 4, grey << 16 | grey << 8 | grey);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    static byte[] inline(String id, byte[] file) {
        return EVENTS.encode(
                ImageEvent.newBuilder()
                        .setId(id)
                        .setBytes(ByteBuffer.wrap(file))
                        .setUri(null)
                        .setEventTime(null)
                        .setAttributes(Map.of("k", "v"))
                        .build());
    }

    static byte[] at(String id, String uri) {
        return EVENTS.encode(
                ImageEvent.newBuilder()
                        .setId(id)
                        .setBytes(null)
                        .setUri(uri)
                        .setEventTime(null)
                        .setAttributes(Map.of())
                        .build());
    }
}
