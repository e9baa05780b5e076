package io.beitstream.model.image;

import io.beitstream.model.image.ImageException.Reason;

/** The sizes that a TIFF's first page declares, within limits. */
final class TiffHeader {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int JPEG_STREAM = 513;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final int MAX_PARTS = 131_072;
    private static final int MAX_SAMPLES = 16;
    private static final int MAX_BITS = 64;
    private static final int MAX_REUSE = 8; // parts may share bytes: blank tiles do
    private static final long ALWAYS = 1 << 20;
    private static final long MAX_TILE = 50_000_000;

    private final byte[] file;
    private final TiffDirectory directory;
    private final long width;
    private final long height;
    private long jpegWork;

    private TiffHeader(byte[] file) throws ImageException {
        this.file = file;
        this.directory = new TiffDirectory(file);
        this.width = directory.value(WIDTH, 0, 0);
        this.height = directory.value(HEIGHT, 0, 0);
    }

    static ImageHeader parse(byte[] file) throws ImageException {
        TiffHeader header = new TiffHeader(file);
        long samples = header.directory.value(SAMPLES, 0, 1);
        long bits = header.directory.value(BITS, 0, 1);
        if (samples > MAX_SAMPLES || bits > MAX_BITS) {
            throw ImageHeader.tooComplex(
                    "the TIFF has %d samples of %d bits a pixel".formatted(samples, bits));
        }
        if (header.directory.declaredBytes() > file.length + ALWAYS) {
            throw ImageHeader.tooComplex("the TIFF's directory claims more than the file holds");
        }
        boolean tiled = header.directory.has(TILE_WIDTH);
        header.refuseLyingParts(
                tiled ? TILE_OFFSETS : STRIP_OFFSETS, tiled ? TILE_BYTES : STRIP_BYTES);
        int bytes = (int) Math.max(4, samples * (bits + 7) / 8);
        long tile = tiled ? header.refuseHugeTiles() * bytes / Math.max(1, header.pixels()) : 0;
        return new ImageHeader(
                header.width,
                header.height,
                2 * bytes + (int) Math.min(Integer.MAX_VALUE / 2, tile),
                header.directory.normalized());
    }

    private long pixels() {
        return width * height;
    }

    private long refuseHugeTiles() throws ImageException {
        long tileWidth = directory.value(TILE_WIDTH, 0, 0);
        long tileHeight = directory.value(TILE_HEIGHT, 0, 0);
        if (tileWidth < 1 || tileHeight < 1) {
            throw new ImageException(Reason.CORRUPT, "the TIFF has tiles without pixels");
        }
        if (tileWidth > MAX_TILE || tileHeight > MAX_TILE || tileWidth * tileHeight > MAX_TILE) {
            throw new ImageException(
                    Reason.TOO_LARGE,
                    "the TIFF declares tiles of %d x %d pixels".formatted(tileWidth, tileHeight));
        }
        long across = (width + tileWidth - 1) / tileWidth;
        long down = (height + tileHeight - 1) / tileHeight;
        refuseTooManyParts(across * down);
        return tileWidth * tileHeight;
    }

    private static void refuseTooManyParts(long parts) throws ImageException {
        if (parts > MAX_PARTS) {
            throw ImageHeader.tooComplex(
                    "the TIFF has %d strips or tiles, more than the limit of %d"
                            .formatted(parts, MAX_PARTS));
        }
    }

    private void refuseLyingParts(int offsets, int sizes) throws ImageException {
        long parts = directory.count(offsets);
        refuseTooManyParts(parts);
        long compression = directory.value(COMPRESSION, 0, 1);
        boolean jpeg = compression == OLD_JPEG || compression == JPEG;
        if (compression == OLD_JPEG && directory.has(JPEG_STREAM)) {
            addJpeg(directory.value(JPEG_STREAM, 0, 0), file.length);
        }
        long bytes = 0;
        for (long i = 0; i < parts; i++) {
            long offset = directory.value(offsets, i, 0);
            long size = directory.value(sizes, i, 0);
            if (size > file.length) {
                throw new ImageException(
                        Reason.TRUNCATED, "the TIFF claims to have more pixels than bytes");
            }
            bytes += size;
            if (bytes > (long) MAX_REUSE * file.length + ALWAYS) {
                throw ImageHeader.tooComplex("the TIFF's strips or tiles are one and the same");
            }
            if (jpeg && offset + size <= file.length) {
                addJpeg(offset, offset + size);
            }
        }
    }

    /**
     * Adds the work of a JPEG stream within the file; their sum has the bound of a single one's.
     */
    private void addJpeg(long from, long to) throws ImageException {
        JpegScans scans = JpegScans.count(file, (int) Math.min(from, to), (int) to);
        scans.refuseTooMany();
        if (scans.pixels() > MAX_TILE) {
            throw new ImageException(
                    Reason.TOO_LARGE,
                    "the TIFF holds a JPEG of %d pixels".formatted(scans.pixels()));
        }
        jpegWork += scans.work();
        new JpegScans(1, jpegWork).refuseTooMany();
    }
}
