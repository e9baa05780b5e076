package io.beitstream.jobs.parquet;

import io.airlift.compress.Compressor;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * Compresses pages as one block each.
 *
 * @param compressor null for pages that are stored as they are
 */
record PageCompressor(CompressionCodecName codecName, @Nullable Compressor compressor)
        implements BytesInputCompressor {
    static final PageCompressor STORED =
            new PageCompressor(CompressionCodecName.UNCOMPRESSED, null);

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        if (compressor == null) {
            return page;
        }
        byte[] plain = page.toByteArray();
        byte[] block = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, block, 0, block.length);
        return BytesInput.from(block, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return codecName;
    }

    @Override
    public void release() {}
}
