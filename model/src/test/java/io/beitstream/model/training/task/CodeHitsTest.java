package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CodeHitsTest {
    @Test
    void saysWhatIsToBeGuessedFromTheirFrequenciesAlone() {
        CodeHits hits = new CodeHits(4);
        hits.add(new long[] {0, 2, 0, 3});

        assertThat(hits.largestShare()).isEqualTo(0.5);
        assertThat(hits.entropy()).isCloseTo(1.5 * Math.log(2), within(1e-12));
        assertThat(hits.perplexity()).isCloseTo(Math.pow(2, 1.5), within(1e-12));
    }
}
