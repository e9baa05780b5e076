package io.beitstream.infra.bench.scale;

import io.beitstream.infra.bench.scale.Machine.Network;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import java.util.List;

/**
 * What so many GPUs do, each with its own cores: machines share nothing but brokers, so that one is
 * simulated, and the others add up.
 *
 * @param gpus in all
 * @param imagesPerSecond of all
 * @param gpuBusy share of their time that GPUs compute
 * @param medianMillis from an image's record to its features, at three quarters of the full load
 * @param ninetyNinthMillis the same for 99 of 100
 * @param inGigabits a second from brokers to all machines, images within their records
 * @param brokers that take all images, and what comes out, with their copies
 * @param partitions of the topic of images
 */
public record ScalePlan(
        int gpus,
        double imagesPerSecond,
        double gpuBusy,
        double medianMillis,
        double ninetyNinthMillis,
        double inGigabits,
        int brokers,
        int partitions) {
    private static final int IMAGES = 20_000;
    private static final double LOAD = 0.75;
    private static final double LINGER_SECONDS = InferenceSettings.DEFAULT_LINGER.toMillis() / 1e3;

    /** One that the options make. */
    public static ScalePlan of(int gpus, ScaleOptions options) {
        if (gpus < 1) {
            throw new IllegalArgumentException("there must be one GPU at least");
        }
        Machine machine = machine(options);
        Simulation.Result full = Simulation.saturated(machine, IMAGES);
        Simulation.Result loaded =
                Simulation.arriving(machine, LOAD * full.imagesPerSecond(), IMAGES);
        double rate = gpus * full.imagesPerSecond();
        double in = rate * options.imageKilobytes() / 1e3; // MB/s
        double written = options.replication() * rate * options.recordKilobytes() / 1e3;
        return new ScalePlan(
                gpus,
                rate,
                full.imagesPerSecond() / options.deviceImagesPerSecond(),
                loaded.median() * 1e3,
                loaded.ninetyNinth() * 1e3,
                in * 8 / 1e3,
                ceil((options.replication() * in + written) / options.brokerMegabytesPerSecond()),
                Math.max(gpus, ceil(in / options.partitionMegabytesPerSecond())));
    }

    private static Machine machine(ScaleOptions options) {
        double imageSeconds =
                1 / options.deviceImagesPerSecond()
                        - options.batchMillis() / 1e3 / options.batchSize();
        if (imageSeconds <= 0) {
            throw new IllegalArgumentException(
                    "batches of %d that take %.1f ms before their first image cannot make %.0f images/s"
                            .formatted(
                                    options.batchSize(),
                                    options.batchMillis(),
                                    options.deviceImagesPerSecond()));
        }
        Network networks = new Network(options.batchMillis() / 1e3, imageSeconds);
        int cores = options.coresPerGpu();
        return new Machine(
                cores,
                1,
                options.prepareMillis() / 1e3,
                cores,
                Math.max(32, 2 * cores),
                List.of(networks),
                1,
                0,
                options.batchSize(),
                LINGER_SECONDS);
    }

    private static int ceil(double value) {
        return (int) Math.ceil(value);
    }
}
