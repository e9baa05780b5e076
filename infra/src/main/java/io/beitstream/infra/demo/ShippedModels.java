package io.beitstream.infra.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The trained models that come with the project: {@code tiny}, trained by its own pipeline without
 * a teacher's weights. They lie in the jar; libtorch and the job want files.
 */
public final class ShippedModels {
    private ShippedModels() {}

    /** Writes the tokenizer into {@code scratch} and returns its directory. */
    public static Path tokenizer(Path scratch) throws IOException {
        return extract("tiny-tokenizer", scratch);
    }

    /** Writes the encoder into {@code scratch} and returns its directory. */
    public static Path encoder(Path scratch) throws IOException {
        return extract("tiny-encoder", scratch);
    }

    /** Writes the decoder of its codes into {@code scratch} and returns its directory. */
    public static Path decoder(Path scratch) throws IOException {
        return extract("tiny-decoder", scratch);
    }

    private static Path extract(String name, Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve(name));
        for (String file : new String[] {"model.safetensors", "config.json"}) {
            String resource = "models/" + name + "/" + file;
            try (InputStream in = ShippedModels.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(resource + " is missing from the jar");
                }
                Files.copy(in, directory.resolve(file));
            }
        }
        return directory;
    }
}
