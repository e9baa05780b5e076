package io.beitstream.jobs.pipeline.inference;

/**
 * How the batches of all networks share a device: so many at once, each with so many threads.
 *
 * <p>On processors that decode as well, batches side by side with few threads each beat one batch
 * with all of them: nobody waits for the slowest part of every operation, and nobody spins.
 *
 * @param batches at once
 * @param threads of each batch; 0 if the device has none
 */
record DeviceShare(int batches, int threads) {
    /** More at once would need more images in flight, and make each image late. */
    private static final int MOST = 4;

    /**
     * A GPU computes one batch while pixels of the next are gathered and go up, and results of the
     * one before come down; it works off what both threads give it in one queue.
     */
    private static final int OF_A_GPU = 2;

    /** The share of a device, by its name, on a machine with so many processors. */
    static DeviceShare of(String device, int processors) {
        if (!device.equals("cpu")) {
            return new DeviceShare(OF_A_GPU, 0);
        }
        int batches = Math.min(MOST, processors);
        return new DeviceShare(batches, Math.max(1, processors / batches));
    }
}
