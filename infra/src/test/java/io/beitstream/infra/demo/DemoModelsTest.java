package io.beitstream.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.training.recipe.ModelPreset;
import io.beitstream.schemas.RecordFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelsTest {
    @TempDir private Path folder;

    @Test
    void theShippedDecoderIsOneForTheShippedTokenizer() throws Exception {
        Path decoder = ShippedModels.decoder(folder.resolve("given"));

        DemoModels byDefault = DemoModels.prepare(options(null, null), folder);
        Path copy = ShippedModels.tokenizer(folder.resolve("copy"));
        DemoModels copied = DemoModels.prepare(options(copy, null), folder.resolve("third"));
        DemoModels named = DemoModels.prepare(options(null, decoder), folder.resolve("again"));

        assertThat(byDefault.decoderDirectory()).isNotNull();
        assertThat(copied.decoderDirectory()).isNotNull();
        assertThat(named.decoderDirectory()).isEqualTo(decoder);
    }

    @Test
    void anotherTokenizersCodesAreNotRebuiltByIt() throws Exception {
        Path other = folder.resolve("other");
        ModelConfig config = ModelPreset.TINY.tokenizer("other", Map.of());
        ModelDirectory.write(other, config, config.network().initialState(new Random(7)));
        Path decoder = ShippedModels.decoder(folder.resolve("given"));

        assertThat(DemoModels.prepare(options(other, null), folder).decoderDirectory()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                DemoModels.prepare(
                                        options(other, decoder), folder.resolve("refused")))
                .withMessageContainingAll("tiny-decoder@", "tiny-tokenizer@", "other@");
    }

    private DemoOptions options(@Nullable Path tokenizer, @Nullable Path decoder) {
        return new DemoOptions(
                null,
                tokenizer,
                null,
                decoder,
                InferenceOptions.CPU_FP32,
                8,
                RecordFormat.SINGLE_OBJECT,
                folder.resolve("page.html"));
    }
}
