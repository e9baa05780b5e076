package io.beitstream.jobs.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.jspecify.annotations.Nullable;

/** Decompresses pages, none of which may take more than a quarter of the heap. */
final class PageDecompressor implements BytesInputDecompressor {
    /** For pages that are stored as they are. */
    static final PageDecompressor STORED = new PageDecompressor(null);

    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private final @Nullable Decompressor decompressor;

    PageDecompressor(@Nullable Decompressor decompressor) {
        this.decompressor = decompressor;
    }

    @Override
    public BytesInput decompress(BytesInput page, int length) throws IOException {
        if (decompressor == null) {
            return page;
        }
        return BytesInput.from(plain(decompressor, page.toByteArray(), length));
    }

    private static byte[] plain(Decompressor decompressor, byte[] block, int length)
            throws IOException {
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "a page claims %d bytes, and %d are the most for this heap"
                            .formatted(length, MOST_BYTES));
        }
        byte[] plain = new byte[length];
        int written;
        try {
            written = decompressor.decompress(block, 0, block.length, plain, 0, length);
        } catch (MalformedInputException e) {
            throw new IOException("a page is damaged: " + e.getMessage(), e);
        }
        if (written != length) {
            throw new IOException("a page holds %d bytes of %d".formatted(written, length));
        }
        return plain;
    }

    @Override
    public void decompress(ByteBuffer page, int size, ByteBuffer target, int length)
            throws IOException {
        byte[] block = new byte[size];
        page.get(block);
        target.put(decompressor == null ? block : plain(decompressor, block, length));
        target.flip();
    }

    @Override
    public void release() {}
}
