package io.beitstream.jobs.parquet;

import io.airlift.compress.Compressor;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages as one block each. */
record PageCompressor(CompressionCodecName codecName, Compressor compressor)
        implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
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
