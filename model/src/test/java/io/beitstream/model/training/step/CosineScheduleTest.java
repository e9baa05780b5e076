package io.beitstream.model.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {
    @Test
    void thePretrainingScheduleIsTheOfficialOne() {
        CosineSchedule schedule = CosineSchedule.ofEpochs(1.5e-3, 1e-5, 1600, 625, 10);

        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(1)).isCloseTo(2.400384e-7, within(1e-13));
        assertThat(schedule.at(3125)).isCloseTo(7.501200e-4, within(1e-10));
        assertThat(schedule.at(6249)).isEqualTo(1.5e-3);
        assertThat(schedule.at(6250)).isEqualTo(1.5e-3);
        assertThat(schedule.at(500_000)).isCloseTo(7.623599e-4, within(1e-10));
        assertThat(schedule.at(999_999)).isCloseTo(1.0000000004e-5, within(1e-14));
    }

    @Test
    void theTokenizerScheduleIsTheOfficialOne() {
        CosineSchedule schedule = CosineSchedule.ofEpochs(2e-4, 1e-5, 100, 2502, 10);

        assertThat(schedule.at(1)).isCloseTo(7.993925e-9, within(1e-14));
        assertThat(schedule.at(25_020)).isEqualTo(2e-4);
        assertThat(schedule.at(125_100)).isCloseTo(1.214966e-4, within(1e-10));
        assertThat(schedule.at(250_199)).isCloseTo(1.0000000009e-5, within(1e-14));
    }

    @Test
    void stepsOutsideAreRefused() {
        CosineSchedule schedule = new CosineSchedule(1, 0, 0, 10);

        assertThatThrownBy(() -> schedule.at(10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new CosineSchedule(1, 0, 11, 10))
                .hasMessageContaining("warm-up of 11");
    }
}
