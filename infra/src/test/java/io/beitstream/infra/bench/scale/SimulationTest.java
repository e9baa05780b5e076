package io.beitstream.infra.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.beitstream.infra.bench.scale.Machine.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the answer is known by hand. */
class SimulationTest {
    private static final int IMAGES = 20_000;

    @Test
    void aDeviceThatIsAlwaysBusySetsTheRate() {
        Network network = new Network(0.004, 0.001);
        Machine machine = new Machine(16, 4, 0.001, 4, 32, List.of(network), 1, 0, 16, 0.02);

        Simulation.Result result = Simulation.saturated(machine, IMAGES);

        assertThat(result.imagesPerSecond())
                .isCloseTo(16 / (0.004 + 16 * 0.001), withinPercentage(1));
    }

    @Test
    void networksOfOneDeviceTakeTurns() {
        List<Network> networks = List.of(new Network(0, 0.001), new Network(0, 0.002));
        Machine machine = new Machine(16, 2, 0.0001, 8, 32, networks, 1, 0, 8, 0.02);

        Simulation.Result result = Simulation.saturated(machine, IMAGES);

        assertThat(result.imagesPerSecond()).isCloseTo(1 / 0.003, withinPercentage(1));
    }

    @Test
    void coresThatDecodeSetTheRateOfAFastDevice() {
        Network network = new Network(0, 1e-6);
        Machine machine = new Machine(8, 4, 0.002, 2, 32, List.of(network), 1, 0, 8, 0.02);

        Simulation.Result result = Simulation.saturated(machine, IMAGES);

        assertThat(result.imagesPerSecond()).isCloseTo(8 / 0.002, withinPercentage(2));
        assertThat(result.coresBusy()).isCloseTo(8, within(0.1));
    }

    @Test
    void onCoresAloneWorkAddsUp() {
        Network network = new Network(0, 0.010);
        Machine machine = new Machine(2, 2, 0.004, 1, 32, List.of(network, network), 2, 1, 8, 0.02);

        Simulation.Result result = Simulation.saturated(machine, IMAGES);

        assertThat(result.imagesPerSecond())
                .isCloseTo(2 / (0.004 + 2 * 0.010), withinPercentage(2));
    }

    @Test
    void aLoneImageWaitsATenthOfTheLinger() {
        Network network = new Network(0, 0.005);
        Machine machine = new Machine(4, 1, 0.0001, 1, 32, List.of(network), 1, 0, 8, 0.02);

        Simulation.Result result = Simulation.arriving(machine, 1, 2_000);

        assertThat(result.median()).isCloseTo(0.002 + 0.005, within(0.001));
    }

    @Test
    void aLoneImageWaitsBeforeEachNetwork() {
        List<Network> networks = List.of(new Network(0, 0.008), new Network(0, 0.007));
        Machine machine = new Machine(2, 2, 0.0001, 1, 32, networks, 2, 1, 8, 0.02);

        Simulation.Result result = Simulation.arriving(machine, 1, 2_000);

        assertThat(result.median()).isCloseTo(0.002 + 0.008 + 0.002 + 0.007, within(0.001));
    }

    @Test
    void moreLoadTakesLonger() {
        Network network = new Network(0.002, 0.001);
        Machine machine = new Machine(4, 2, 0.001, 2, 32, List.of(network), 1, 0, 8, 0.005);
        double full = Simulation.saturated(machine, IMAGES).imagesPerSecond();

        double half = Simulation.arriving(machine, full / 2, IMAGES).ninetyNinth();
        double nearlyAll = Simulation.arriving(machine, full * 0.95, IMAGES).ninetyNinth();

        assertThat(nearlyAll).isGreaterThan(1.5 * half);
    }
}
