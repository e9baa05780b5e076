package io.beitstream.jobs.snapshot;

/**
 * One image as it stands in a shard.
 *
 * @param key of the sample: the name of its entries, up to the dot
 * @param suffix of the image's entry, by its format
 * @param label its class; empty for none
 * @param json its id and attributes
 */
public record ShardEntry(String key, String suffix, byte[] image, String label, String json) {
    /** About the bytes that its entries take. */
    long size() {
        return image.length + json.length() + 4 * 512L;
    }
}
