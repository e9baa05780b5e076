package io.beitstream.infra.search.pictures;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Encoded thumbnails, those used last kept, their bytes bounded. Thread-safe. */
final class ThumbnailCache {
    /** Names a thumbnail by its image's place in the stream. */
    record Key(String id, String topic, int partition, long offset, int size, boolean upright) {}

    private final long maxBytes;
    private final Map<Key, byte[]> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ThumbnailCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized Optional<byte[]> get(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    synchronized void put(Key key, byte[] thumbnail) {
        byte[] before = entries.put(key, thumbnail);
        bytes += thumbnail.length - (before == null ? 0 : before.length);
        var oldest = entries.entrySet().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().getValue().length;
            oldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
