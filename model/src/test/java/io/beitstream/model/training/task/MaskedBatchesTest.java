package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.ModelId;
import io.beitstream.model.Precision;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import io.beitstream.model.tensor.HostTensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedBatchesTest {
    @Test
    void codesAreThoseOfTheMaskedPatchesAlone() {
        RgbImage view = new RgbImage(2, 2, new byte[12]);
        List<TrainingSample> samples =
                List.of(
                        new TrainingSample(view, view, new boolean[] {true, false, false, true}),
                        new TrainingSample(view, view, new boolean[] {false, true, true, false}));
        try (MaskedBatches batches = new MaskedBatches(2, new NumberedCodes())) {
            List<HostTensor> inputs = batches.of(samples);

            assertThat(inputs.get(1).toLongs()).containsExactly(0, 3, 1, 2);
            assertThat(inputs.get(2).toLongs()).containsExactly(10, 13, 21, 22);
        }
    }

    /** The first image's codes are 10, 11, ..., the second's 20, 21, ... */
    private static final class NumberedCodes implements Tokenizer {
        @Override
        public ModelId id() {
            return new ModelId("numbered", "000000000000");
        }

        @Override
        public Precision precision() {
            return Precision.FP32;
        }

        @Override
        public Preprocessing preprocessing() {
            return Preprocessing.ofInputSize(2);
        }

        @Override
        public int gridHeight() {
            return 2;
        }

        @Override
        public int gridWidth() {
            return 2;
        }

        @Override
        public int codebookSize() {
            return 100;
        }

        @Override
        public List<int[]> tokenize(List<RgbImage> images) {
            return IntStream.rangeClosed(1, images.size())
                    .map(i -> 10 * i)
                    .mapToObj(first -> IntStream.range(first, first + 4).toArray())
                    .toList();
        }

        @Override
        public void close() {}
    }
}
