package io.beitstream.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.DeviceException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.Test;

class SubtaskPlacementTest {
    private final GpuShares shares = new GpuShares();

    @Test
    void whatIsNamedIsTakenAsNamed() {
        assertThat(placement(3, 0).deviceFor("cpu")).isEqualTo("cpu");
        assertThat(placement(3, 0).deviceFor("gpu:7")).isEqualTo("gpu:7");
    }

    @Test
    void subtasksSpreadOverTheGpusThatAreVisible() {
        List<String> devices =
                IntStream.range(0, 5).mapToObj(i -> placement(i, 2).deviceFor("gpu")).toList();

        assertThat(devices).containsExactly("gpu:0", "gpu:1", "gpu:0", "gpu:1", "gpu:0");
    }

    @Test
    void aProcessWithEverySecondSubtaskUsesAllItsGpusToo() {
        assertThat(placement(0, 2).deviceFor("gpu")).isEqualTo("gpu:0");
        assertThat(placement(2, 2).deviceFor("gpu")).isEqualTo("gpu:1");
        assertThat(placement(4, 2).deviceFor("gpu")).isEqualTo("gpu:0");
        assertThat(placement(6, 2).deviceFor("gpu")).isEqualTo("gpu:1");
    }

    @Test
    void theOperatorsOfASubtaskShareItsGpuAndItStaysTheSame() {
        SubtaskPlacement encode = placement(0, 2);
        SubtaskPlacement tokenize = placement(0, 2);
        assertThat(encode.deviceFor("gpu")).isEqualTo("gpu:0");
        assertThat(placement(1, 2).deviceFor("gpu")).isEqualTo("gpu:1");

        assertThat(tokenize.deviceFor("gpu")).isEqualTo("gpu:0");
        assertThat(encode.deviceFor("gpu")).isEqualTo("gpu:0");
    }

    @Test
    void whatWasGivenBackIsFree() {
        SubtaskPlacement first = placement(0, 2);
        SubtaskPlacement alsoFirst = placement(0, 2);
        assertThat(first.deviceFor("gpu")).isEqualTo("gpu:0");
        assertThat(alsoFirst.deviceFor("gpu")).isEqualTo("gpu:0");
        first.close();
        first.close(); // counts once
        assertThat(placement(2, 2).deviceFor("gpu")).isEqualTo("gpu:1");
        alsoFirst.close();

        assertThat(placement(4, 2).deviceFor("gpu")).isEqualTo("gpu:0");
    }

    @Test
    void whatTheClusterLendsGoesBeforeWhatIsVisible() {
        assertThat(placement(0, 8, "5", "3").deviceFor("gpu")).isEqualTo("gpu:3");
        assertThat(placement(1, 8, "5", "3").deviceFor("gpu")).isEqualTo("gpu:5");
    }

    @Test
    void whatIsLentAndCannotBeSeenIsNamed() {
        assertThatThrownBy(() -> placement(0, 4, "5").deviceFor("gpu"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("lends this task manager gpu:5, but libtorch sees 4 GPUs");
    }

    @Test
    void aTrainerTakesSeveralGpusAndTheNextOneOthers() {
        DeviceRequest two = DeviceRequest.parse("2");

        assertThat(placement(0, 4).devicesFor(two)).containsExactly("gpu:0", "gpu:1");
        assertThat(placement(1, 4).devicesFor(two)).containsExactly("gpu:2", "gpu:3");
        assertThat(placement(2, 4).devicesFor(two)).containsExactly("gpu:0", "gpu:1");
        assertThatThrownBy(() -> placement(3, 4).devicesFor(DeviceRequest.parse("5")))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("5 GPUs were asked for, and there are 4");
    }

    @Test
    void allAreThoseThatTheClusterLendsOrThatAreVisibleOrTheCpu() {
        DeviceRequest all = DeviceRequest.parse("all");

        assertThat(placement(0, 8, "5", "3").devicesFor(all)).containsExactly("gpu:3", "gpu:5");
        assertThat(placement(1, 3).devicesFor(all)).hasSize(3).contains("gpu:0", "gpu:2");
        assertThat(placement(2, 0).devicesFor(all)).containsExactly("cpu");
        assertThat(placement(3, 0).devicesFor(DeviceRequest.parse("cpu,cpu")))
                .containsExactly("cpu", "cpu");
    }

    @Test
    void whereThereIsNoneItIsSaid() {
        assertThatThrownBy(() -> placement(0, 0).deviceFor("gpu"))
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.kind()).isEqualTo(DeviceException.Kind.UNAVAILABLE))
                .hasMessageContaining("device gpu was asked for")
                .hasMessageContaining("--device cpu");
    }

    private SubtaskPlacement placement(int subtask, int visible, String... lent) {
        Set<ExternalResourceInfo> resources =
                Arrays.stream(lent).map(Lent::new).collect(Collectors.toSet());
        return new SubtaskPlacement(
                new GpuShares.Owner("job", subtask), () -> resources, () -> visible, shares);
    }

    /** A GPU as Flink's driver describes it. */
    private record Lent(String index) implements ExternalResourceInfo {
        @Override
        public Optional<String> getProperty(String key) {
            return key.equals("index") ? Optional.of(index) : Optional.empty();
        }

        @Override
        public Collection<String> getKeys() {
            return List.of("index");
        }
    }
}
