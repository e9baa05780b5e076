package io.beitstream.infra.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.metrics.BeitstreamMetric;
import io.beitstream.jobs.metrics.MetricScope;
import io.beitstream.model.TrainingMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dashboard and alerts ask for metrics that there are. */
class QueriesTest {
    /** Flink's own, as its documentation lists them. */
    private static final Set<String> OF_FLINK =
            Set.of(
                    "flink_jobmanager_numRunningJobs",
                    "flink_jobmanager_job_numRestarts",
                    "flink_jobmanager_job_lastCheckpointDuration",
                    "flink_jobmanager_job_numberOfFailedCheckpoints",
                    "flink_taskmanager_job_task_operator_pendingRecords",
                    "flink_taskmanager_Status_JVM_Memory_Heap_Used",
                    "flink_taskmanager_Status_JVM_CPU_Load");

    @Test
    void everyMetricThatIsAskedForIsKnown() throws IOException {
        Set<String> known = new HashSet<>(OF_FLINK);
        for (BeitstreamMetric metric : BeitstreamMetric.values()) {
            known.add(metric.prometheusName());
        }
        for (TrainingMetric metric : TrainingMetric.values()) {
            known.add(MetricScope.TRAINING.prometheusPrefix() + metric.label());
        }
        List<String> queries = new ArrayList<>(Queries.ofDashboard());
        queries.addAll(Queries.ofAlerts());

        assertThat(queries).hasSizeGreaterThan(50);
        assertThat(known).containsAll(Queries.metrics(queries));
    }

    @Test
    void everyMetricOfAJobOrIndexIsOnTheDashboard() throws IOException {
        Set<String> shown = Queries.metrics(Queries.ofDashboard());

        assertThat(Arrays.stream(BeitstreamMetric.values()))
                .filteredOn(metric -> !shown.contains(metric.prometheusName()))
                .containsExactlyInAnyOrder(
                        BeitstreamMetric.IMAGES_IN,
                        BeitstreamMetric.INDEX_CAUGHT_UP,
                        BeitstreamMetric.INDEX_STEP_AGE_SECONDS);
    }
}
