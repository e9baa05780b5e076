package io.beitstream.infra.search.index;

/**
 * Which of two records with one key is newer. In one partition it is the later one. Records of one
 * key lie in several partitions only if partitions were added: there the younger one is newer, and
 * of equally old ones that of the higher partition.
 *
 * @param timeMillis the record's time stamp in Kafka
 */
public record RecordVersion(int partition, long offset, long timeMillis) {
    boolean supersedes(RecordVersion other) {
        if (partition == other.partition) {
            return offset > other.offset;
        }
        return timeMillis == other.timeMillis
                ? partition > other.partition
                : timeMillis > other.timeMillis;
    }
}
