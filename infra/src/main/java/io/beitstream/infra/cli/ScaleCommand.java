package io.beitstream.infra.cli;

import io.beitstream.infra.bench.scale.ScaleOptions;
import io.beitstream.infra.bench.scale.ScalePlan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scale}: what a cluster of GPUs would do, simulated from measured costs. */
@Command(
        name = "scale",
        description =
                "Says what GPUs, cores, brokers and partitions would do together: simulates one GPU with its cores from"
                        + " what an image costs (bench measures that), and adds up. See docs/scale.md.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScaleCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--gpus",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,10,100,1000",
            description = "to compare (default: ${DEFAULT-VALUE})")
    private List<Integer> gpus;

    @Option(
            names = "--cores-per-gpu",
            split = ",",
            paramLabel = "N",
            defaultValue = "8,16,32",
            description = "that prepare images for one GPU, to compare (default: ${DEFAULT-VALUE})")
    private List<Integer> cores;

    @Option(
            names = "--prepare-ms",
            paramLabel = "MS",
            defaultValue = "2.2",
            description =
                    "of one core for fetching, decoding and resizing an image (default: ${DEFAULT-VALUE})")
    private double prepareMillis;

    @Option(
            names = "--device-images",
            paramLabel = "N",
            defaultValue = "12000",
            description =
                    "images a second that one GPU makes of all networks, if it never waits (default: ${DEFAULT-VALUE})")
    private double deviceImages;

    @Option(
            names = "--batch-ms",
            paramLabel = "MS",
            defaultValue = "1",
            description = "that a batch takes before its first image (default: ${DEFAULT-VALUE})")
    private double batchMillis;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "largest batch (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Option(
            names = "--image-kb",
            paramLabel = "KB",
            defaultValue = "100",
            description = "of one encoded image (default: ${DEFAULT-VALUE})")
    private double imageKilobytes;

    @Option(
            names = "--record-kb",
            paramLabel = "KB",
            defaultValue = "4",
            description = "of all that comes out for an image (default: ${DEFAULT-VALUE})")
    private double recordKilobytes;

    @Option(
            names = "--broker-mb",
            paramLabel = "MB",
            defaultValue = "300",
            description =
                    "a second that a broker takes, copies of others' data included (default: ${DEFAULT-VALUE})")
    private double brokerMegabytes;

    @Option(
            names = "--partition-mb",
            paramLabel = "MB",
            defaultValue = "50",
            description = "a second that a partition is read with (default: ${DEFAULT-VALUE})")
    private double partitionMegabytes;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "3",
            description = "copies of each record (default: ${DEFAULT-VALUE})")
    private int replication;

    @Override
    public Integer call() {
        List<String> lines = new ArrayList<>();
        for (int coresPerGpu : cores) {
            for (int count : gpus) {
                lines.add(line(coresPerGpu, ScalePlan.of(count, options(coresPerGpu))));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                " GPUs  cores each   images/s  GPUs busy  p50 at 75 %  p99 at 75 %   images in  brokers  partitions");
        lines.forEach(out::println);
        return 0;
    }

    private static String line(int coresPerGpu, ScalePlan plan) {
        return String.format(
                Locale.ROOT,
                "%5d  %10d  %9.0f  %7.0f %%  %8.0f ms  %8.0f ms  %5.0f Gb/s  %7d  %10d",
                plan.gpus(),
                coresPerGpu,
                plan.imagesPerSecond(),
                100 * plan.gpuBusy(),
                plan.medianMillis(),
                plan.ninetyNinthMillis(),
                plan.inGigabits(),
                plan.brokers(),
                plan.partitions());
    }

    private ScaleOptions options(int coresPerGpu) {
        return new ScaleOptions(
                prepareMillis,
                deviceImages,
                batchMillis,
                batchSize,
                imageKilobytes,
                recordKilobytes,
                coresPerGpu,
                brokerMegabytes,
                partitionMegabytes,
                replication);
    }
}
