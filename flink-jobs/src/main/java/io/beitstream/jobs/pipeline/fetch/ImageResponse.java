package io.beitstream.jobs.pipeline.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response: an image's body into memory that was asked for; the short body of any other
 * answer to nowhere, so that the connection can be used again.
 */
final class ImageResponse implements AsyncResponseConsumer<Void> {
    private static final int LONGEST_DRAIN = 16 << 10;

    /** Judges the answer's head. */
    interface Head {
        /** The body to fill; null for one that is of no interest. */
        @Nullable ImageBody answered(HttpResponse response, @Nullable EntityDetails details)
                throws IOException;

        /** The body exceeds the limit. */
        void tooLarge();
    }

    private final Head head;
    private @Nullable ImageBody body;
    private @Nullable FutureCallback<Void> done;
    private int drained;

    ImageResponse(Head head) {
        this.head = head;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails details,
            HttpContext context,
            FutureCallback<Void> callback)
            throws IOException {
        done = callback;
        body = head.answered(response, details);
        if (details == null) {
            callback.completed(null);
        } else if (body == null && details.getContentLength() > LONGEST_DRAIN) {
            throw new IOException("more than a short body");
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        if (body == null) {
            channel.update(LONGEST_DRAIN);
            return;
        }
        body.whenRoom(
                bytes -> {
                    try {
                        channel.update(bytes);
                    } catch (IOException e) {
                        // The connection is gone, of which the exchange hears by itself.
                    }
                });
    }

    @Override
    public void consume(ByteBuffer bytes) throws IOException {
        if (body == null) {
            drained += bytes.remaining();
            bytes.position(bytes.limit());
            if (drained > LONGEST_DRAIN) {
                throw new IOException("more than a short body");
            }
        } else if (!body.put(bytes)) {
            head.tooLarge();
            throw new IOException("too large");
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        if (done != null) {
            done.completed(null);
        }
    }

    @Override
    public void failed(Exception cause) {
        // The exchange's callback hears of it.
    }

    @Override
    public void releaseResources() {}
}
