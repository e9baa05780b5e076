package io.beitstream.infra.monitoring;

import io.beitstream.infra.embedded.EmbeddedFlink;
import io.beitstream.infra.embedded.PrometheusScrape;
import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.pipeline.inference.DeviceCalls;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.SharedNetworks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The health of a job on a cluster in this JVM. Ready: every task runs, the networks are loaded and
 * warm, and a topic's partitions have been assigned. Not live: a device has not answered a batch
 * for so long that its job has begun again without it; what hangs goes away with the process alone.
 */
public final class JobHealth implements Health {
    /** A little longer than a batch may take: until then the job sees to it itself. */
    private static final Duration DEVICE_LIMIT =
            InferenceSettings.DEFAULT_CALL_TIMEOUT.plus(Duration.ofMinutes(1));

    private final EmbeddedFlink flink;
    private final PrometheusScrape metrics;
    private final boolean readsTopic;
    private final Supplier<Duration> longestCall;

    /**
     * @param metrics of the cluster
     * @param readsTopic whether the job is to read partitions of a topic
     */
    public JobHealth(EmbeddedFlink flink, PrometheusScrape metrics, boolean readsTopic) {
        this(flink, metrics, readsTopic, DeviceCalls.OF_THIS_JVM::longest);
    }

    JobHealth(
            EmbeddedFlink flink,
            PrometheusScrape metrics,
            boolean readsTopic,
            Supplier<Duration> longestCall) {
        this.flink = flink;
        this.metrics = metrics;
        this.readsTopic = readsTopic;
        this.longestCall = longestCall;
    }

    @Override
    public List<String> whyNotLive() {
        List<String> reasons = new ArrayList<>();
        Duration call = longestCall.get();
        if (call.compareTo(DEVICE_LIMIT) > 0) {
            reasons.add(
                    "a device has not answered a batch for %d s: start the process again"
                            .formatted(call.toSeconds()));
        }
        if (!flink.cluster().isRunning()) {
            reasons.add("the cluster has stopped");
        }
        return reasons;
    }

    @Override
    public List<String> whyNotReady() {
        List<String> reasons = new ArrayList<>(whyNotLive());
        if (!reasons.isEmpty()) {
            return reasons;
        }
        if (!flink.isAnyRunning()) {
            reasons.add(
                    "no job has all its tasks running: models are being loaded, or it restarts");
        } else if (!SharedNetworks.areReady()) {
            reasons.add("a network is being warmed up");
        }
        if (readsTopic && metrics.sum(BeitstreamMetric.PARTITIONS_ASSIGNED.prometheusName()) == 0) {
            reasons.add("no partition of the topic has been assigned");
        }
        return reasons;
    }
}
