package io.beitstream.infra.bench.scale;

/**
 * What an image costs, and what a cluster is made of.
 *
 * @param prepareMillis of one core for one image: fetch, decode, resize
 * @param deviceImagesPerSecond that one GPU makes of all networks at this batch size, if it never
 *     waits
 * @param batchMillis fixed part of each batch, as for starting kernels and copying
 * @param imageKilobytes of one encoded image
 * @param recordKilobytes of all that is written for one image
 * @param coresPerGpu that prepare images for it
 * @param brokerMegabytesPerSecond that one broker takes, copies of others' data included
 * @param partitionMegabytesPerSecond that one partition is read with
 * @param replication copies of each record
 */
public record ScaleOptions(
        double prepareMillis,
        double deviceImagesPerSecond,
        double batchMillis,
        int batchSize,
        double imageKilobytes,
        double recordKilobytes,
        int coresPerGpu,
        double brokerMegabytesPerSecond,
        double partitionMegabytesPerSecond,
        int replication) {
    public ScaleOptions {
        if (!(prepareMillis > 0 && deviceImagesPerSecond > 0 && batchMillis >= 0)
                || !(imageKilobytes > 0 && recordKilobytes > 0)
                || !(brokerMegabytesPerSecond > 0 && partitionMegabytesPerSecond > 0)) {
            throw new IllegalArgumentException("costs and sizes must be above 0");
        }
        if (batchSize < 1 || coresPerGpu < 1 || replication < 1) {
            throw new IllegalArgumentException(
                    "there must be one core, one image a batch and one copy at least");
        }
    }
}
