package io.beitstream.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.HashMap;
import java.util.Map;

/**
 * Parts of a file, mapped in few mappings whatever the order of the requests: one for each GiB, and
 * one for each part of more than that. One for each of a network's hundreds of tensors would come
 * near what Linux lets a process have (65,530), since mappings last until the garbage collector
 * finds them.
 */
public final class MappedWindows {
    private static final int STEP_BITS = 30;

    private final FileChannel channel;
    private final long size;
    private final Map<Long, ByteBuffer> windows = new HashMap<>();

    public MappedWindows(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** The size of the file in bytes. */
    public long size() {
        return size;
    }

    /**
     * Bytes of the file; they stay when the channel is closed.
     *
     * @param position {@code position + length} is at most the file's size
     * @param length at most 2 GiB - 1
     */
    public ByteBuffer get(long position, long length) throws IOException {
        long step = position >> STEP_BITS;
        long start = step << STEP_BITS;
        if (position + length - start > Integer.MAX_VALUE) {
            return channel.map(MapMode.READ_ONLY, position, length);
        }
        ByteBuffer window = windows.get(step);
        if (window == null) {
            long reach = Math.min(Integer.MAX_VALUE, size - start);
            window = channel.map(MapMode.READ_ONLY, start, reach);
            windows.put(step, window);
        }
        return window.slice((int) (position - start), (int) length);
    }
}
