package io.beitstream.infra.bench;

import io.beitstream.jobs.EncoderSpec;
import java.nio.file.Path;

/**
 * An encoder that is measured.
 *
 * @param name among several; empty for one that stands alone
 * @param directory its model
 */
public record MeasuredEncoder(String name, Path directory) {
    /** A word for something of this encoder's. */
    String of(String word) {
        return EncoderSpec.suffixed(word, name);
    }
}
