package io.beitstream.model.training.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.tensor.HostTensor;
import io.beitstream.model.tensor.StateDict;
import io.beitstream.model.training.data.Seeds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodebookStartTest {
    @Test
    void inPartsItIsTheSame() throws Exception {
        TrainingConfig config = TinyRuns.tokenizer(4, 8, TinyRuns.rounds(4));
        TaskConfig.Tokenizer task = (TaskConfig.Tokenizer) config.task();
        StateDict untrained =
                new StateDict(
                        config.network()
                                .initialState(Seeds.random(0, Seeds.NETWORK, -1, 0))
                                .asMap());
        List<TrainingSample> samples = TinyRuns.samples(40, 3); // 640 rows, 16 codes

        Map<String, HostTensor> whole =
                new CodebookStart(config, task, "cpu").codes(untrained, samples);
        Map<String, HostTensor> parts =
                new CodebookStart(config, task, "cpu", 16 * 100).codes(untrained, samples);

        assertThat(parts.keySet()).isEqualTo(whole.keySet());
        whole.forEach(
                (name, tensor) ->
                        assertThat(parts.get(name).toFloats())
                                .as(name)
                                .containsExactly(tensor.toFloats()));
    }
}
