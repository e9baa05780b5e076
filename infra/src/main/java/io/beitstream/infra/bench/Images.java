package io.beitstream.infra.bench;

import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** The images that a bench works on. */
final class Images {
    private Images() {}

    static List<RgbImage> decoded(BenchOptions options) {
        List<RgbImage> images = new ArrayList<>();
        for (byte[] image : options.images()) {
            images.add(decode(image));
        }
        return images;
    }

    static RgbImage decode(byte[] image) {
        try {
            return ImageDecoder.withDefaults().decode(image);
        } catch (ImageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static List<RgbImage> squares(BenchOptions options, Preprocessing preprocessing) {
        return decoded(options).stream().map(preprocessing::apply).toList();
    }

    /** As many as asked for, beginning again at the end. */
    static <T> List<T> repeated(List<T> list, int count) {
        List<T> repeated = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            repeated.add(list.get(i % list.size()));
        }
        return repeated;
    }
}
