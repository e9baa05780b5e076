package io.beitstream.model.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** A {@code tokenizer.json} of Hugging Face, which says how texts become tokens. Thread-safe. */
public final class TokenizerFile implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private TokenizerFile(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Opens a file.
     *
     * @param maxTokens what longer texts are cut to, the special tokens included
     * @throws IllegalArgumentException if it is not understood
     * @throws IOException if it cannot be read
     */
    public static TokenizerFile open(Path file, int maxTokens) throws IOException {
        try {
            return new TokenizerFile(
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optAddSpecialTokens(true)
                            .optPadding(false)
                            .optTruncation(true)
                            .optMaxLength(maxTokens)
                            .build());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("not a usable tokenizer: " + e.getMessage(), e);
        }
    }

    /** The tokens of a text, with those that begin and end it. */
    public long[] encode(String text) {
        return tokenizer.encode(text).getIds();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
