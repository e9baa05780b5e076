package io.beitstream.model.image;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an image on their way to a reader, and the eye on its limit: every few thousand
 * bytes and lines it is asked whether the reader may go on. Once it may not, no read succeeds any
 * more.
 */
final class WatchedInput extends ImageInputStreamImpl implements IIOReadProgressListener {
    private static final int BYTES_BETWEEN_CHECKS = 4096;
    private static final int COST_OF_A_CALL = 8;

    private final byte[] bytes;
    private final DecodeLimit limit;
    private int untilCheck;
    private @Nullable ImageException stopped;

    WatchedInput(byte[] bytes, DecodeLimit limit) {
        this.bytes = bytes;
        this.limit = limit;
    }

    /**
     * Passes if the reader was never stopped.
     *
     * @throws ImageException if it was, whatever the reader has made of it
     */
    void refuseIfStopped() throws ImageException {
        if (stopped != null) {
            throw stopped;
        }
    }

    @Override
    public int read() throws IOException {
        watch(1);
        bitOffset = 0;
        return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        watch(Math.max(0, count));
        if (count <= 0) {
            return -1;
        }
        System.arraycopy(bytes, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public void seek(long position) throws IOException {
        watch(0);
        super.seek(position);
    }

    @Override
    public long length() {
        return bytes.length;
    }

    private void watch(int count) throws IOException {
        untilCheck -= count + COST_OF_A_CALL;
        if (untilCheck <= 0 || stopped != null) {
            untilCheck = BYTES_BETWEEN_CHECKS;
            if (!mayGoOn()) {
                throw new IOException("stopped");
            }
        }
    }

    private boolean mayGoOn() {
        try {
            refuseIfStopped();
            limit.check();
            return true;
        } catch (ImageException e) {
            stopped = e;
            return false;
        }
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (!mayGoOn()) {
            source.abort();
        }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
}
