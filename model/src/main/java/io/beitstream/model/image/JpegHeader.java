package io.beitstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a JPEG says before its pixels begin: the marker segments up to the first scan.
 *
 * @param width in pixels, as the frame declares it
 * @param components colour channels: 1, 3 or 4
 * @param adobeTransform of the Adobe segment; -1 if there is none
 * @param orientation of the EXIF segment, 1 (upright) to 8
 * @param work pixels times the scans that pass over them
 * @param normalized the file without colour profile and, where a 3-channel file says nothing about
 *     its colours, with a JFIF segment: then every decoder reads it as libjpeg does, and a broken
 *     profile harms nobody
 */
record JpegHeader(
        int width,
        int height,
        int components,
        int adobeTransform,
        int orientation,
        long work,
        byte[] normalized) {
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final byte[] JFIF = {
        (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    static JpegHeader parse(byte[] file) throws ImageException {
        Parser parser = new Parser(file);
        parser.run();
        return parser.header();
    }

    /** Whether it has the channels of most JPEGs, and not those of print. */
    boolean isGreyOrColour() {
        return components == 1 || components == 3;
    }

    /** Its size, as every format tells it. */
    ImageHeader size() {
        return new ImageHeader(width, height, Math.max(1, components), normalized);
    }

    private static final class Parser {
        private final byte[] file;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private int position = 2;
        private int width;
        private int height;
        private boolean progressive;
        private int components;
        private int adobeTransform = -1;
        private int orientation = 1;
        private long work;
        private boolean jfif;
        private boolean rgbIds;

        Parser(byte[] file) {
            this.file = file;
        }

        void run() throws ImageException {
            while (true) {
                int marker = nextMarker();
                if (marker == START_OF_SCAN) {
                    position -= 2;
                    work = (long) width * height;
                    if (progressive || scanned() < components) {
                        int scans = JpegScans.count(file, position, file.length).scans();
                        JpegScans all = new JpegScans(scans, work);
                        all.refuseTooMany();
                        work = all.work();
                    }
                    return;
                }
                if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                    continue; // no length follows
                }
                int length = position + 2 <= file.length ? unsignedShort(position) : 0;
                if (marker == 0xD9 || length < 2 || position + length > file.length) {
                    throw truncated();
                }
                segment(marker, position + 2, position + length);
                position += length;
            }
        }

        JpegHeader header() {
            ByteArrayOutputStream normalized = new ByteArrayOutputStream(file.length + JFIF.length);
            normalized.write(0xFF);
            normalized.write(0xD8);
            if (components == 3 && !jfif && adobeTransform < 0 && !rgbIds) {
                normalized.writeBytes(JFIF);
            }
            normalized.writeBytes(kept.toByteArray());
            normalized.write(file, position, file.length - position);
            return new JpegHeader(
                    width,
                    height,
                    components,
                    adobeTransform,
                    orientation,
                    work,
                    normalized.toByteArray());
        }

        private int nextMarker() throws ImageException {
            while (position < file.length && (file[position] & 0xFF) != 0xFF) {
                position++; // libjpeg skips stray bytes too
            }
            while (position < file.length && (file[position] & 0xFF) == 0xFF) {
                position++;
            }
            if (position >= file.length) {
                throw truncated();
            }
            return file[position++] & 0xFF;
        }

        private void segment(int marker, int from, int to) {
            if (marker == APP2 && hasTag(from, to, "ICC_PROFILE\0")) {
                return;
            }
            jfif |= marker == APP0 && hasTag(from, to, "JFIF\0");
            if (marker == APP1 && hasTag(from, to, "Exif\0\0")) {
                orientation = exifOrientation(from + 6, to);
            } else if (marker == APP14 && hasTag(from, to, "Adobe") && to - from >= 12) {
                adobeTransform = file[from + 11] & 0xFF;
            } else if (JpegScans.isStartOfFrame(marker) && to - from >= 6) {
                progressive = (marker & 3) == 2;
                frame(from, to);
            }
            kept.write(0xFF);
            kept.write(marker);
            kept.write(file, from - 2, to - from + 2);
        }

        private void frame(int from, int to) {
            height = unsignedShort(from + 1);
            width = unsignedShort(from + 3);
            components = file[from + 5] & 0xFF;
            rgbIds =
                    components == 3
                            && to - from >= 15
                            && file[from + 6] == 'R'
                            && file[from + 9] == 'G'
                            && file[from + 12] == 'B';
        }

        /** Channels of the first scan, which {@code position} is at. */
        private int scanned() {
            return position + 4 < file.length ? file[position + 4] & 0xFF : 0;
        }

        /**
         * Tag 0x0112 of the first directory of the TIFF structure; 1 if there is none or it makes
         * no sense.
         */
        private int exifOrientation(int from, int to) {
            ByteBuffer tiff = ByteBuffer.wrap(file, from, to - from).slice();
            if (tiff.remaining() < 8) {
                return 1;
            }
            tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            long directory = tiff.getInt(4) & 0xFFFFFFFFL;
            if (directory + 2 > tiff.limit()) {
                return 1;
            }
            int entries = tiff.getShort((int) directory) & 0xFFFF;
            for (int i = 0; i < entries; i++) {
                long entry = directory + 2 + 12L * i;
                if (entry + 12 > tiff.limit()) {
                    return 1;
                }
                if ((tiff.getShort((int) entry) & 0xFFFF) == 0x0112) {
                    int value = tiff.getShort((int) entry + 8) & 0xFFFF;
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
            return 1;
        }

        private boolean hasTag(int from, int to, String tag) {
            byte[] expected = tag.getBytes(StandardCharsets.ISO_8859_1);
            return to - from >= expected.length
                    && Arrays.equals(
                            file, from, from + expected.length, expected, 0, expected.length);
        }

        private int unsignedShort(int at) {
            return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
        }

        private static ImageException truncated() {
            return new ImageException(
                    ImageException.Reason.TRUNCATED, "the JPEG ends inside its header");
        }
    }
}
