package io.beitstream.jobs.pipeline.fetch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in. A body of known length gets its whole array first; another grows in
 * pieces, each as large as all before, and is joined in the end. Room is asked for before it is
 * allocated; the little that comes while it is waited for is accounted for as it comes.
 */
final class ImageBody {
    private static final int FIRST_PIECE = 64 << 10;

    private final AttemptShare share;
    private final int declared;
    private final int maxBytes;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private @Nullable ByteBuffer room;
    private int total;
    private @Nullable IntConsumer reader;
    private boolean asking;

    /**
     * @param declared length in bytes; -1 if it is not known
     */
    ImageBody(AttemptShare share, int declared, int maxBytes) {
        this.share = share;
        this.declared = declared;
        this.maxBytes = maxBytes;
    }

    /** Asks for the first room. */
    void begin() {
        if (declared != 0) {
            ask(declared > 0 ? declared : Math.min(FIRST_PIECE, maxBytes));
        }
    }

    private void ask(int bytes) {
        synchronized (this) {
            asking = true;
        }
        share.ask(bytes).thenRun(() -> granted(bytes));
    }

    private void granted(int bytes) {
        IntConsumer waiting;
        int free;
        synchronized (this) {
            asking = false;
            room = ByteBuffer.allocate(bytes);
            if (declared > 0) {
                moveInto(room);
            }
            pieces.add(room);
            waiting = reader;
            free = room.remaining();
            reader = null;
        }
        if (waiting != null) {
            waiting.accept(Math.max(1, free));
        }
    }

    private void moveInto(ByteBuffer whole) {
        for (ByteBuffer early : pieces) {
            whole.put(early.flip());
            share.giveBack(early.capacity());
        }
        pieces.clear();
    }

    /**
     * Takes a reader that is ready for more; it is told how many bytes may come as soon as there is
     * room for them.
     */
    void whenRoom(IntConsumer ready) {
        int free;
        synchronized (this) {
            free = room == null ? 0 : room.remaining();
            if (free == 0) {
                reader = ready;
                if (asking) {
                    return;
                }
            }
        }
        if (free > 0) {
            ready.accept(free);
        } else {
            ask(Math.max(1, Math.min(Math.max(total, FIRST_PIECE), maxBytes - total)));
        }
    }

    /** Adds bytes; false if they exceed the limit. */
    synchronized boolean put(ByteBuffer bytes) {
        if (bytes.remaining() > maxBytes - total) {
            return false;
        }
        total += bytes.remaining();
        if (room != null && room.hasRemaining()) {
            ByteBuffer part = bytes.slice();
            part.limit(Math.min(part.remaining(), room.remaining()));
            bytes.position(bytes.position() + part.remaining());
            room.put(part);
        }
        if (bytes.hasRemaining()) {
            share.take(bytes.remaining());
            pieces.add(ByteBuffer.allocate(bytes.remaining()).put(bytes));
        }
        return true;
    }

    synchronized boolean isWhole() {
        return declared < 0 || declared == total;
    }

    /** The whole body, once there is room to join its pieces. */
    CompletableFuture<byte[]> join() {
        synchronized (this) {
            if (total == 0) {
                return CompletableFuture.completedFuture(new byte[0]);
            }
            if (pieces.size() == 1 && pieces.get(0).capacity() == total) {
                return CompletableFuture.completedFuture(pieces.get(0).array());
            }
        }
        return share.ask(total).thenApply(granted -> joined());
    }

    private synchronized byte[] joined() {
        ByteBuffer whole = ByteBuffer.allocate(total);
        pieces.forEach(piece -> whole.put(piece.flip()));
        return whole.array();
    }
}
