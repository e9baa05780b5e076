package io.beitstream.model.image;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Hears a JPEG reader say that it made up the end of a file, which it does not treat as an error.
 */
final class TruncationListener implements IIOReadWarningListener {
    private boolean seen;

    boolean seen() {
        return seen;
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        // "Premature end of data segment" is a damaged stretch that libjpeg, and Pillow, read over.
        seen |=
                text.contains("premature end of jpeg")
                        || text.contains("premature end of input")
                        || text.contains("truncated");
    }
}
