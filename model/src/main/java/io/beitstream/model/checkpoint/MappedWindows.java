package io.beitstream.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * Parts of a file, mapped in as few mappings as the order of the requests allows: usually one for
 * each 2 GiB. One for each of a network's hundreds of tensors would come near what Linux lets a
 * process have (65,530), since mappings last until the garbage collector finds them.
 */
final class MappedWindows {
    private final FileChannel channel;
    private final long size;
    private long start;
    private ByteBuffer window = ByteBuffer.allocate(0);

    MappedWindows(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Bytes of the file; they stay when the channel is closed.
     *
     * @param position {@code position + length} is at most the file's size
     * @param length at most 2 GiB - 1
     */
    ByteBuffer get(long position, long length) throws IOException {
        if (position < start || position + length > start + window.capacity()) {
            window =
                    channel.map(
                            MapMode.READ_ONLY,
                            position,
                            Math.min(Integer.MAX_VALUE, size - position));
            start = position;
        }
        return window.slice((int) (position - start), (int) length);
    }
}
