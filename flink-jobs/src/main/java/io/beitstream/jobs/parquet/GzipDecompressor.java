package io.beitstream.jobs.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.IOUtils;

/** The JDK's gzip. */
final class GzipDecompressor implements Decompressor {
    @Override
    public int decompress(
            byte[] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset,
            int maxOutputLength) {
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(input, inputOffset, inputLength))) {
            return IOUtils.read(in, output, outputOffset, maxOutputLength);
        } catch (IOException e) {
            throw new MalformedInputException(0, "no gzip: " + e.getMessage());
        }
    }

    @Override
    public void decompress(ByteBuffer input, ByteBuffer output) {
        throw new UnsupportedOperationException("pages are arrays");
    }
}
