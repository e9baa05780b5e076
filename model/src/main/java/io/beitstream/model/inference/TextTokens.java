package io.beitstream.model.inference;

import io.beitstream.model.checkpoint.CheckpointException;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.engine.TokenizerFile;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tower.TextConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Makes of texts what a text tower reads. Thread-safe. */
public final class TextTokens implements AutoCloseable {
    private final TokenizerFile file;
    private final TextConfig text;

    private TextTokens(TokenizerFile file, TextConfig text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Those of the model in a directory.
     *
     * @throws CheckpointException if it has no {@code tokenizer.json}, or one that is not
     *     understood
     */
    public static TextTokens of(Path directory, TextConfig text) throws IOException {
        Path file = directory.resolve(ModelDirectory.TEXT_TOKENIZER);
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    directory,
                    "it has no %s, so that texts cannot be read: copy the model's own there"
                            .formatted(ModelDirectory.TEXT_TOKENIZER));
        }
        try {
            return new TextTokens(TokenizerFile.open(file, text.contextLength()), text);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, String.valueOf(e.getMessage()));
        }
    }

    /** The token of each place, {@code (B, L)}: cut and padded to the context's length. */
    public HostTensor of(List<String> texts) {
        long[] all = new long[texts.size() * text.contextLength()];
        Arrays.fill(all, text.padToken());
        for (int i = 0; i < texts.size(); i++) {
            String one = texts.get(i);
            long[] ids = file.encode(text.lowercase() ? one.toLowerCase(Locale.ROOT) : one);
            int length = Math.min(ids.length, text.contextLength());
            System.arraycopy(ids, 0, all, i * text.contextLength(), length);
        }
        return HostTensor.ofLongs(all, texts.size(), text.contextLength());
    }

    @Override
    public void close() {
        file.close();
    }
}
