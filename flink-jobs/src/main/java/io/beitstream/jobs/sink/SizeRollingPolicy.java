package io.beitstream.jobs.sink;

import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/** Begins a new file when one has its size, and at each checkpoint. */
public class SizeRollingPolicy<T> extends CheckpointRollingPolicy<T, String> {
    private static final long serialVersionUID = 1L;

    private final long fileBytes;

    public SizeRollingPolicy(long fileBytes) {
        this.fileBytes = fileBytes;
    }

    /** What a value will take in its file, as far as that is known beforehand. */
    protected long sizeOf(T value) {
        return 0;
    }

    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> part, T value) throws IOException {
        return part.getSize() + sizeOf(value) > fileBytes && part.getSize() > 0;
    }

    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> part, long now) {
        return false;
    }
}
