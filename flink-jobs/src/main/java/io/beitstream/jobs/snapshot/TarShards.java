package io.beitstream.jobs.snapshot;

import io.beitstream.jobs.sink.SizeRollingPolicy;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/** Tar shards as a sink. */
final class TarShards {
    private TarShards() {}

    static FileSink<ShardEntry> sink(Path directory, long shardBytes) {
        BulkWriter.Factory<ShardEntry> factory = TarShards::open;
        return FileSink.forBulkFormat(directory, factory)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(new BySize(shardBytes))
                .withOutputFileConfig(
                        OutputFileConfig.builder()
                                .withPartPrefix("part")
                                .withPartSuffix(".tar")
                                .build())
                .build();
    }

    private static BulkWriter<ShardEntry> open(FSDataOutputStream stream) {
        return new TarShardWriter(stream);
    }

    /** Begins a new shard when one has its size. */
    private static final class BySize extends SizeRollingPolicy<ShardEntry> {
        private static final long serialVersionUID = 1L;

        BySize(long shardBytes) {
            super(shardBytes);
        }

        @Override
        protected long sizeOf(ShardEntry entry) {
            return entry.size();
        }
    }
}
