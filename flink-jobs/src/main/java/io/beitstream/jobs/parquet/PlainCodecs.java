package io.beitstream.jobs.parquet;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Parquet's compression in plain Java. Parquet's own factory starts Hadoop's configuration and
 * unpacks native libraries. Used by one thread.
 */
public final class PlainCodecs implements CompressionCodecFactory {
    private record Codec(Supplier<Compressor> compressor, Supplier<Decompressor> decompressor) {}

    private static final Map<CompressionCodecName, Codec> CODECS =
            new EnumMap<>(
                    Map.of(
                            CompressionCodecName.ZSTD,
                            new Codec(ZstdCompressor::new, ZstdDecompressor::new),
                            CompressionCodecName.SNAPPY,
                            new Codec(SnappyCompressor::new, SnappyDecompressor::new),
                            CompressionCodecName.LZ4_RAW,
                            new Codec(Lz4Compressor::new, Lz4Decompressor::new)));

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return name == CompressionCodecName.UNCOMPRESSED
                ? PageCompressor.STORED
                : new PageCompressor(name, codec(name).compressor().get());
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> PageDecompressor.STORED;
            case GZIP -> new PageDecompressor(new GzipDecompressor());
            default -> new PageDecompressor(codec(name).decompressor().get());
        };
    }

    private static Codec codec(CompressionCodecName name) {
        Codec codec = CODECS.get(name);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "Parquet with %s compression is not read here: write it with zstd, snappy, gzip, lz4_raw or none"
                            .formatted(name));
        }
        return codec;
    }

    @Override
    public void release() {}
}
