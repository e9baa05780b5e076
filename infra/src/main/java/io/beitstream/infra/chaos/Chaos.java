package io.beitstream.infra.chaos;

import io.beitstream.infra.chaos.fault.Fault;
import io.beitstream.infra.chaos.fault.FaultInjector;
import io.beitstream.infra.chaos.fault.FaultKind;
import io.beitstream.infra.chaos.fault.FaultSchedule;
import io.beitstream.infra.chaos.process.WorkDirectory;
import io.beitstream.infra.chaos.stream.ImageServer;
import io.beitstream.infra.chaos.stream.Publisher;
import io.beitstream.infra.chaos.verify.CommittedReader;
import io.beitstream.infra.chaos.verify.Durations;
import io.beitstream.infra.chaos.verify.Tally;
import io.beitstream.infra.chaos.verify.Verdict;
import io.beitstream.infra.demo.SampleImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: starts the system, sends images through it while faults strike, reads what is committed,
 * and judges it.
 */
public final class Chaos {
    private static final int LARGEST_IMAGE_BYTES = 8 << 10;

    /** Until the first image is out, for machines on which the processes take long to start. */
    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration QUIET = Duration.ofSeconds(3);

    private final ChaosOptions options;
    private final Consumer<String> progress;
    private final Tally tally;
    private final List<Struck> struck = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private record Struck(Fault fault, int millis) {}

    /**
     * @param progress told what happens, a line at a time
     */
    public Chaos(ChaosOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.tally = new Tally(options.images(), () -> System.nanoTime() / 1_000_000);
    }

    /** Runs it; every process it started is gone when this returns. */
    public ChaosResult run() throws Exception {
        List<SampleImages.Sample> samples =
                SampleImages.create().stream()
                        .filter(sample -> sample.bytes().length <= LARGEST_IMAGE_BYTES)
                        .toList();
        say(
                "starting %d brokers, a job manager, %d task managers"
                        .formatted(options.brokers(), options.taskManagers()));
        try (ChaosSystem system = new ChaosSystem(options, WorkDirectory.create(options.work()));
                ImageServer server = new ImageServer(options.seed(), samples);
                CommittedReader reader =
                        new CommittedReader(
                                system.kafka.bootstrapServers(),
                                ChaosSystem.TOPICS,
                                ChaosSystem.PARTITIONS,
                                tally);
                Publisher publisher =
                        new Publisher(
                                system.kafka.bootstrapServers(),
                                ChaosSystem.TOPICS.images(),
                                options.imagesPerSecond(),
                                samples,
                                server,
                                tally::published);
                FaultInjector injector =
                        new FaultInjector(
                                system.kafka,
                                system.flink,
                                system.job,
                                server,
                                system.checkpoints)) {
            say("Flink's page: " + system.flink.rest().address());
            List<Fault> schedule = schedule(system);
            if (breakAndPublish(schedule, publisher, injector, reader)) {
                finish(system, reader);
            }
            return result(system, reader);
        }
    }

    private List<Fault> schedule(ChaosSystem system) {
        List<FaultKind> kinds = new ArrayList<>(options.kinds());
        if (!system.checkpoints.canBeFilled() && kinds.remove(FaultKind.DISK_FULL)) {
            say("disk-full is left out: no file system can be mounted here");
        }
        return FaultSchedule.of(
                options.seed(),
                new FaultSchedule.Config(
                        options.faults(),
                        options.images(),
                        kinds,
                        options.brokers(),
                        options.taskManagers(),
                        options.parallelisms()));
    }

    /** Returns whether the end was reached. */
    private boolean breakAndPublish(
            List<Fault> schedule,
            Publisher publisher,
            FaultInjector injector,
            CommittedReader reader)
            throws Exception {
        int published = 0;
        int lastStrike = 0;
        for (Fault fault : schedule) {
            int position = (int) Math.max(published, fault.afterImages());
            publisher.publish(published, position);
            published = position;
            int since = lastStrike;
            if (!fault.overlaps() && !await(() -> tally.isOutSince(since), reader)) {
                return false;
            }
            lastStrike = tally.now();
            say(
                    "fault %d of %d: %s, %.1f s"
                            .formatted(
                                    fault.number(),
                                    schedule.size(),
                                    fault.label(),
                                    fault.length().toMillis() / 1e3));
            injector.strike(fault);
            struck.add(new Struck(fault, lastStrike));
        }
        publisher.publish(published, options.images());
        publisher.flush();
        say("all %d images are published".formatted(options.images()));
        return await(() -> tally.done() == options.images(), reader);
    }

    /** Waits; gives up, with a complaint, when nothing has come out for too long. */
    private boolean await(BooleanSupplier condition, CommittedReader reader)
            throws InterruptedException {
        while (!condition.getAsBoolean()) {
            reader.check();
            Duration patience = tally.records() == 0 ? START : options.stall();
            if (reader.silence().compareTo(patience) > 0) {
                complain("nothing has come out for %d s".formatted(patience.toSeconds()));
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private void finish(ChaosSystem system, CommittedReader reader) throws InterruptedException {
        say("every image is out; stopping the job");
        if (!system.job.stop()) {
            complain("the job could not be stopped with a savepoint");
        }
        while (reader.silence().compareTo(QUIET) < 0) {
            Thread.sleep(20);
        }
        reader.check();
    }

    private ChaosResult result(ChaosSystem system, CommittedReader reader) {
        if (system.job.mostJobsAtOnce() > 1) {
            complain("%d jobs ran at the same time".formatted(system.job.mostJobsAtOnce()));
        }
        List<FaultRecord> faults =
                struck.stream()
                        .map(
                                each -> {
                                    int out = tally.firstOutSince(each.millis());
                                    return new FaultRecord(
                                            each.fault(),
                                            each.millis(),
                                            out < 0 ? -1 : out - each.millis());
                                })
                        .toList();
        return new ChaosResult(
                options,
                Verdict.of(tally),
                faults,
                Durations.of(
                        IntStream.range(0, tally.images()).map(tally::latencyMillis).toArray()),
                Durations.of(faults.stream().mapToInt(FaultRecord::recoveryMillis).toArray()),
                reader.deathsOfTheSound(),
                system.job.commandsRun(),
                system.job.mostJobsAtOnce(),
                system.unplannedExits(),
                List.copyOf(complaints),
                tally.now() / 1e3);
    }

    private void complain(String complaint) {
        complaints.add(complaint);
        say(complaint);
    }

    private void say(String what) {
        progress.accept("%7.1f s  %,8d out  %s".formatted(tally.now() / 1e3, tally.done(), what));
    }
}
