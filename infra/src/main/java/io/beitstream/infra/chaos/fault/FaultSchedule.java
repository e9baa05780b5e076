package io.beitstream.infra.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong and when: a function of seed and configuration and of nothing else. */
public final class FaultSchedule {
    private static final double OVERLAPPING = 0.2;

    private FaultSchedule() {}

    /**
     * What a schedule is drawn from.
     *
     * @param kinds which may occur; each occurs before any occurs again
     * @param parallelisms between which the job changes, beginning with the second
     */
    public record Config(
            int faults,
            long images,
            List<FaultKind> kinds,
            int brokers,
            int taskManagers,
            List<Integer> parallelisms) {
        public Config {
            kinds = List.copyOf(kinds);
            parallelisms = List.copyOf(parallelisms);
            if (faults > 0 && kinds.isEmpty()) {
                throw new IllegalArgumentException("there are no kinds of faults to draw from");
            }
            if (images < faults + 1L) {
                throw new IllegalArgumentException(
                        "%d faults need more than %d images".formatted(faults, faults));
            }
        }
    }

    /** The faults in the order in which they strike, spread over the images with some jitter. */
    public static List<Fault> of(long seed, Config config) {
        SplittableRandom random = new SplittableRandom(seed);
        List<FaultKind> bag = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        double share = config.images() / (config.faults() + 1.0);
        int rescalings = 0;
        for (int i = 0; i < config.faults(); i++) {
            if (bag.isEmpty()) {
                bag.addAll(config.kinds());
            }
            FaultKind kind = bag.remove(random.nextInt(bag.size()));
            double position = share * (i + 0.75 + random.nextDouble() / 2);
            int target =
                    random.nextInt(
                            kind.name().startsWith("BROKER")
                                    ? config.brokers()
                                    : config.taskManagers());
            if (kind == FaultKind.RESCALE) {
                rescalings++;
                target = config.parallelisms().get(rescalings % config.parallelisms().size());
            }
            int millis =
                    kind.shortestMillis()
                            + random.nextInt(kind.longestMillis() - kind.shortestMillis() + 1);
            boolean overlaps = random.nextDouble() < OVERLAPPING && i > 0;
            faults.add(
                    new Fault(
                            i + 1,
                            (long) position,
                            kind,
                            target,
                            Duration.ofMillis(millis),
                            overlaps));
        }
        return List.copyOf(faults);
    }
}
