package io.beitstream.jobs.sql.predict;

import static io.beitstream.jobs.sql.predict.ModelOptions.DECODE_THREADS;
import static io.beitstream.jobs.sql.predict.ModelOptions.ENCODER_DIR;
import static io.beitstream.jobs.sql.predict.ModelOptions.MODEL_DIR;
import static io.beitstream.jobs.sql.predict.ModelOptions.REUSE;
import static io.beitstream.jobs.sql.predict.ModelOptions.TOKENIZER_DIR;

import io.beitstream.jobs.EncoderSpec;
import io.beitstream.jobs.FeatureExtractionOptions;
import io.beitstream.jobs.ModelSpecs;
import io.beitstream.jobs.pipeline.inference.TextLoader;
import io.beitstream.jobs.sql.column.KnownColumns;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.inference.EncoderSource;
import io.beitstream.model.inference.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.jspecify.annotations.Nullable;

/**
 * What a model's declaration comes to: its directories by their kinds, its columns checked.
 *
 * @param tokenizer null without one
 * @param encoder null without one
 */
record DeclaredModel(@Nullable Path tokenizer, @Nullable EncoderSource encoder) {
    /**
     * Checks a declaration with the directories that it names.
     *
     * @throws IllegalArgumentException naming what is wrong and the remedy; a {@code
     *     CheckpointException} if a directory is
     * @throws IOException if a file cannot be read
     */
    static PredictorOpening open(ResolvedCatalogModel declared, ReadableConfig options)
            throws IOException {
        DeclaredModel model = directories(options);
        ResolvedSchema input = declared.getResolvedInputSchema();
        ResolvedSchema output = declared.getResolvedOutputSchema();
        KnownColumns.requireNullable(output);
        if (isText(input)) {
            return model.ofTexts(output, new ModelSettings(options));
        }
        return model.ofImages(ImageInputs.of(input), output, options);
    }

    private static boolean isText(ResolvedSchema input) {
        return input.getColumnNames().equals(List.of("text"))
                && input.getColumnDataTypes()
                        .get(0)
                        .getLogicalType()
                        .is(LogicalTypeFamily.CHARACTER_STRING);
    }

    private PredictorOpening ofTexts(ResolvedSchema output, ModelSettings settings)
            throws IOException {
        if (encoder == null || tokenizer != null) {
            throw new IllegalArgumentException(
                    "texts are read by an encoder's text tower alone: name its directory as 'model-dir'");
        }
        Path directory = Path.of(encoder.absolute().text());
        ModelLoader.requireTextTower(directory);
        return new TextPredictorOpening(
                new TextLoader(directory.toString(), settings.inferenceOptions()),
                settings.inference(),
                TextResult.COLUMNS.check(output));
    }

    private static DeclaredModel directories(ReadableConfig options) throws IOException {
        String model = options.get(MODEL_DIR);
        String tokenizer = options.get(TOKENIZER_DIR);
        String encoder = options.get(ENCODER_DIR);
        if ((model == null) == (tokenizer == null && encoder == null)) {
            throw new IllegalArgumentException(
                    "name either 'model-dir', or 'tokenizer-dir', 'encoder-dir' or both of these");
        }
        if (model != null && isTokenizer(Path.of(model))) {
            return new DeclaredModel(Path.of(model), null);
        }
        String ofEncoder = model == null ? encoder : model;
        return new DeclaredModel(
                tokenizer == null ? null : Path.of(tokenizer),
                ofEncoder == null ? null : new EncoderSource(ofEncoder));
    }

    private static boolean isTokenizer(Path directory) throws IOException {
        return ModelDirectory.configOf(directory) instanceof ModelConfig.TokenizerConfig;
    }

    private PredictorOpening ofImages(
            ImageInputs inputs, ResolvedSchema output, ReadableConfig options) throws IOException {
        List<String> outputs = ImageColumns.of(tokenizer != null, encoder != null).check(output);
        ModelSettings settings = new ModelSettings(options);
        ModelSpecs specs = new ModelSpecs(settings.inferenceOptions(), settings.style());
        boolean patches = outputs.contains(ImageColumns.PATCH_EMBEDDINGS);
        FeatureExtractionOptions extraction =
                new FeatureExtractionOptions(
                        tokenizer == null ? null : specs.tokenizer(tokenizer),
                        encoder == null
                                ? List.of()
                                : List.of(
                                        new EncoderSpec(
                                                "",
                                                specs.encoder(
                                                        encoder, settings.selection(patches)))),
                        settings.prepare(),
                        settings.inference(),
                        options.get(REUSE).getBytes(),
                        FeatureExtractionOptions.DEFAULT_MAX_RECORD_BYTES);
        return new ImagePredictorOpening(extraction, options.get(DECODE_THREADS), inputs, outputs);
    }
}
