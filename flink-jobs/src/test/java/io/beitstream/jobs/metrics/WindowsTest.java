package io.beitstream.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.model.Embedding;
import io.beitstream.model.FeatureSelection;
import io.beitstream.model.Precision;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is computed over the last images. */
class WindowsTest {
    private final CodebookWindow codebook = new CodebookWindow(2);
    private final NormWindow norms = new NormWindow(2);

    private static Codes codes(String model, int... values) {
        return new Codes(values, 1, values.length, 8, model, "p", Precision.FP32);
    }

    private void norm(String model, float length) {
        norms.add(
                new Vectors(
                        new Embedding(new float[] {0, length}, null),
                        FeatureSelection.DEFAULT,
                        1,
                        model,
                        "p",
                        Precision.FP32));
    }

    @Test
    void equalCodesAreAsPerplexingAsTheirNumber() {
        codebook.add(codes("t", 0, 1));
        codebook.add(codes("t", 2, 3));

        assertThat(codebook.usage()).isEqualTo(0.5);
        assertThat(codebook.perplexity()).isCloseTo(4, within(1e-9));
    }

    @Test
    void perplexityIsThatOfTheEntropy() {
        codebook.add(codes("t", 5, 5, 5, 6)); // 3/4 and 1/4: exp(0.5623351446)

        assertThat(codebook.perplexity()).isCloseTo(1.7547653506, within(1e-9));
    }

    @Test
    void codesOfImagesThatHaveLeftTheWindowAreForgotten() {
        codebook.add(codes("t", 0, 1));
        codebook.add(codes("t", 7, 7));
        codebook.add(codes("t", 7, 7));

        assertThat(codebook.usage()).isEqualTo(0.125);
        assertThat(codebook.perplexity()).isCloseTo(1, within(1e-9));
    }

    @Test
    void anotherTokenizerBeginsAnew() {
        codebook.add(codes("t", 0, 1));
        codebook.add(codes("u", 3, 3));

        assertThat(codebook.usage()).isEqualTo(0.125);
    }

    @Test
    void nothingIsUsedBeforeTheFirstImage() {
        assertThat(codebook.usage()).isZero();
        assertThat(codebook.perplexity()).isZero();
        assertThat(norms.mean()).isNaN();
    }

    @Test
    void driftIsInDeviationsOfTheFirstEmbeddings() {
        norm("e", 3);
        assertThat(norms.mean()).isEqualTo(3);
        assertThat(norms.drift()).isNaN();
        norm("e", 5); // mean 4, deviation 1
        assertThat(norms.drift()).isZero();
        norm("e", 7);
        norm("e", 9);

        assertThat(norms.mean()).isEqualTo(8);
        assertThat(norms.deviation()).isEqualTo(1);
        assertThat(norms.drift()).isEqualTo(4);
    }

    @Test
    void anotherEncoderBeginsAnew() {
        norm("e", 3);
        norm("e", 5);
        norm("f", 100);

        assertThat(norms.mean()).isEqualTo(100);
        assertThat(norms.drift()).isNaN();
    }

    @Test
    void unitVectorsDoNotDriftByRounding() {
        norm("e", 1);
        norm("e", 1);
        norm("e", Math.nextUp(1f));
        norm("e", Math.nextUp(1f));

        assertThat(norms.drift()).isBetween(0.0, 0.01);
    }

    @Test
    void lagGrowsWhileImagesAreInFlightAndNoneComesOut() {
        AtomicLong clock = new AtomicLong(10_000);
        AtomicInteger inFlight = new AtomicInteger(1);
        Lag lag = new Lag(inFlight::get, clock::get);
        assertThat(lag.ofRecord()).isNaN();

        lag.out(8_000L, null);
        assertThat(lag.ofRecord()).isEqualTo(2);
        assertThat(lag.ofEvent()).isNaN();

        clock.set(13_000);
        assertThat(lag.ofRecord()).isEqualTo(5);

        inFlight.set(0);
        assertThat(lag.ofRecord()).isEqualTo(2);
    }
}
