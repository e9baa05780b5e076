package io.beitstream.jobs.outcome;

import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * How the value of each stage is written to checkpoints and between tasks. The names are part of
 * the format.
 */
public enum Payload {
    /** {@code byte[]}: an encoded image. */
    ENCODED {
        @Override
        void write(Object value, DataOutputView out) throws IOException {
            Wire.writeBytes(out, (byte[]) value);
        }

        @Override
        Object read(DataInputView in) throws IOException {
            return Wire.readRequiredBytes(in);
        }
    },
    /** {@link Squares}. */
    SQUARES {
        @Override
        @SuppressWarnings("ReferenceEquality") // the very same object is written once
        void write(Object value, DataOutputView out) throws IOException {
            Squares squares = (Squares) value;
            boolean shared = squares.forTokenizer() == squares.forEncoder();
            out.writeBoolean(shared);
            writeImage(out, squares.forTokenizer());
            if (!shared) {
                writeImage(out, squares.forEncoder());
            }
        }

        @Override
        Object read(DataInputView in) throws IOException {
            boolean shared = in.readBoolean();
            @Nullable RgbImage forTokenizer = readImage(in);
            return new Squares(forTokenizer, shared ? forTokenizer : readImage(in));
        }
    },
    /** {@link Tokenized}. */
    TOKENIZED {
        @Override
        void write(Object value, DataOutputView out) throws IOException {
            Wire.writeInts(out, ((Tokenized) value).codes());
            writeImage(out, ((Tokenized) value).forEncoder());
        }

        @Override
        Object read(DataInputView in) throws IOException {
            return new Tokenized(Wire.readInts(in), readImage(in));
        }
    },
    /** {@link Features}. */
    FEATURES {
        @Override
        void write(Object value, DataOutputView out) throws IOException {
            Wire.writeInts(out, ((Features) value).codes());
            Wire.writeFloats(out, ((Features) value).embedding());
            Wire.writeFloats(out, ((Features) value).patches());
        }

        @Override
        Object read(DataInputView in) throws IOException {
            return new Features(Wire.readInts(in), Wire.readFloats(in), Wire.readFloats(in));
        }
    };

    abstract void write(Object value, DataOutputView out) throws IOException;

    abstract Object read(DataInputView in) throws IOException;

    private static void writeImage(DataOutputView out, @Nullable RgbImage image)
            throws IOException {
        Wire.writeBytes(out, image == null ? null : image.pixels());
        if (image != null) {
            out.writeInt(image.width());
            out.writeInt(image.height());
        }
    }

    private static @Nullable RgbImage readImage(DataInputView in) throws IOException {
        byte[] pixels = Wire.readBytes(in);
        if (pixels == null) {
            return null;
        }
        int width = in.readInt();
        return new RgbImage(width, in.readInt(), pixels);
    }
}
