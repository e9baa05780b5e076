package io.beitstream.infra.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture that the demo publishes: held in memory, or in a file.
 *
 * @param attributes what is to be found again
 * @param bytes null if the picture lies in {@code file}
 */
record DemoImage(
        String id, Map<String, String> attributes, byte @Nullable [] bytes, @Nullable Path file) {
    static DemoImage inMemory(String id, Map<String, String> attributes, byte[] bytes) {
        return new DemoImage(id, attributes, bytes, null);
    }

    static DemoImage inFile(String id, Map<String, String> attributes, Path file) {
        return new DemoImage(id, attributes, null, file);
    }

    /** The encoded picture. */
    byte[] read() throws IOException {
        if (bytes != null) {
            return bytes;
        }
        if (file == null) {
            throw new IllegalStateException(id + " is nowhere");
        }
        return Files.readAllBytes(file);
    }
}
