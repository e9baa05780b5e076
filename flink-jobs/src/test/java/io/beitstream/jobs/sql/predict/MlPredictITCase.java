package io.beitstream.jobs.sql.predict;

import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.beitstream.jobs.pipeline.TestImages;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.TextEncoder;
import io.beitstream.model.Tokenizer;
import io.beitstream.model.checkpoint.ModelConfig;
import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.conversion.CheckpointImporter;
import io.beitstream.model.conversion.ConvertedModel;
import io.beitstream.model.conversion.ImportOptions;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.inference.ModelLoader;
import io.beitstream.model.tensor.DType;
import io.beitstream.model.training.recipe.ModelPreset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Models in SQL, on a real cluster. */
class MlPredictITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    @TempDir static Path files;
    private static Path tokenizer;
    private static Path encoder;

    private StreamTableEnvironment sql;

    @BeforeAll
    static void writeModelsAndImages() throws Exception {
        tokenizer = write("tokenizer", ModelPreset.TINY.tokenizer("tok", Map.of()));
        encoder = write("encoder", ModelPreset.TINY.encoder("enc", Map.of()));
        Files.write(files.resolve("white.png"), TestImages.png(255));
    }

    private static Path write(String name, ModelConfig config) throws Exception {
        Path directory = files.resolve(name);
        ModelDirectory.write(directory, config, config.network().initialState(new Random(1)));
        return directory;
    }

    @BeforeEach
    void images() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        sql = StreamTableEnvironment.create(env);
        byte[] whole = TestImages.png(9);
        sql.createTemporaryView(
                "images",
                sql.fromValues(
                        ROW(FIELD("id", STRING()), FIELD("bytes", BYTES()), FIELD("at", STRING())),
                        Row.of("black", TestImages.png(0), null),
                        Row.of("white", TestImages.png(255), null),
                        Row.of("text", new byte[] {1, 2, 3}, null),
                        Row.of("cut", Arrays.copyOf(whole, whole.length / 2), null),
                        Row.of("none", null, null),
                        Row.of("file", null, files.resolve("white.png").toUri().toString()),
                        Row.of("elsewhere", null, "file:///etc/hostname")));
    }

    @Test
    void aTokenizerFillsItsColumnsAndBadImagesAreRows() throws Exception {
        sql.executeSql(
                """
                CREATE MODEL tokens INPUT (image BYTES)
                OUTPUT (codes ARRAY<INT>, grid_width INT, model_id STRING, error STRING, error_message STRING)
                WITH ('provider' = 'beitstream', 'model-dir' = '%s', 'precision' = 'fp32')
                """
                        .formatted(tokenizer));

        Map<String, Row> rows =
                byId("SELECT * FROM ML_PREDICT(TABLE images, MODEL tokens, DESCRIPTOR(`bytes`))");

        assertThat(rows).hasSize(7);
        try (Tokenizer alone = ModelLoader.loadTokenizer(tokenizer, InferenceOptions.CPU_FP32)) {
            int[] expected =
                    alone.tokenize(
                                    List.of(
                                            alone.preprocessing()
                                                    .apply(
                                                            ImageDecoder.withDefaults()
                                                                    .decode(TestImages.png(0)))))
                            .get(0);
            Row black = rows.get("black");
            assertThat((Integer[]) black.getField("codes"))
                    .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
            assertThat(black.getField("grid_width")).isEqualTo(alone.gridWidth());
            assertThat(black.getField("model_id")).isEqualTo(alone.id().toString());
            assertThat(black.getField("error")).isNull();
        }
        assertThat(rows.get("text").getField("error")).isEqualTo("image-unsupported-format");
        assertThat(rows.get("text").getField("codes")).isNull();
        assertThat(rows.get("cut").getField("error")).isEqualTo("image-truncated");
        assertThat(rows.get("none").getField("error")).isEqualTo("malformed-event");
        assertThat(rows.get("none").getField("error_message"))
                .isEqualTo("the row must hold an image, and holds none");
    }

    @Test
    void twoNetworksTakeBytesOrUrisTheSynchronousWayToo() throws Exception {
        sql.executeSql(
                """
                CREATE MODEL features INPUT (image BYTES, uri STRING)
                OUTPUT (embedding ARRAY<FLOAT>, codes ARRAY<INT>, tokenizer_model_id STRING, encoder_model_id STRING, error STRING)
                WITH ('provider' = 'beitstream', 'tokenizer-dir' = '%s', 'encoder-dir' = '%s',
                      'normalize' = 'true', 'file-roots' = '%s')
                """
                        .formatted(tokenizer, encoder, files));

        Map<String, Row> rows =
                byId(
                        "SELECT * FROM ML_PREDICT(TABLE images, MODEL features, DESCRIPTOR(`bytes`, `at`), MAP['async', 'false'])");

        assertThat(rows).hasSize(7);
        Row white = rows.get("white");
        assertThat((Float[]) white.getField("embedding"))
                .hasSize(192)
                .satisfies(
                        vector ->
                                assertThat(Arrays.stream(vector).mapToDouble(x -> x * x).sum())
                                        .isBetween(0.999, 1.001));
        assertThat(white.getField("tokenizer_model_id")).asString().startsWith("tok@");
        assertThat(white.getField("encoder_model_id")).asString().startsWith("enc@");
        assertThat(rows.get("file").getField("codes")).isEqualTo(white.getField("codes"));
        assertThat(rows.get("file").getField("embedding")).isEqualTo(white.getField("embedding"));
        assertThat(rows.get("elsewhere").getField("error")).isEqualTo("file-not-allowed");
        assertThat(rows.get("none").getField("error")).isEqualTo("malformed-event");
    }

    @Test
    void aTextTowerReadsTextsAndOthersDoNot() throws Exception {
        ConvertedModel clip =
                CheckpointImporter.convert(
                        Path.of("../model/src/test/resources/golden/hf_clip_tiny"),
                        ImportOptions.AUTO,
                        Map.of());
        Path directory = files.resolve("clip");
        ModelDirectory.write(
                directory, clip.config(), clip.state(), DType.FLOAT32, clip.companions());
        sql.executeSql(
                """
                CREATE MODEL words INPUT (text STRING)
                OUTPUT (embedding ARRAY<FLOAT>, model_id STRING, error STRING)
                WITH ('provider' = 'beitstream', 'model-dir' = '%s', 'precision' = 'fp32')
                """
                        .formatted(directory));

        Map<String, Row> rows =
                byId("SELECT * FROM ML_PREDICT(TABLE images, MODEL words, DESCRIPTOR(`at`))");

        try (TextEncoder alone =
                ModelLoader.loadTextEncoder(directory, InferenceOptions.CPU_FP32)) {
            float[] expected = alone.encode(List.of("file:///etc/hostname")).get(0);
            Float[] vector = (Float[]) rows.get("elsewhere").getField("embedding");
            assertThat(vector).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(vector[i]).isCloseTo(expected[i], within(1e-5f));
            }
            assertThat(rows.get("elsewhere").getField("model_id")).isEqualTo(alone.id().toString());
        }
        assertThat(rows.get("none").getField("error")).isEqualTo("malformed-event");
        assertRefused(
                "INPUT (text STRING) OUTPUT (embedding ARRAY<FLOAT>)",
                "'model-dir' = '%s'".formatted(encoder),
                "the model reads no texts");
    }

    private Map<String, Row> byId(String query) throws Exception {
        Map<String, Row> rows = new HashMap<>();
        try (CloseableIterator<Row> found = sql.executeSql(query).collect()) {
            found.forEachRemaining(row -> rows.put((String) row.getField("id"), row));
        }
        return rows;
    }

    @Test
    void whatIsWrongIsSaidWhenTheQueryIsPlanned() {
        assertRefused(
                "INPUT (image BYTES) OUTPUT (vector ARRAY<FLOAT>)",
                "'model-dir' = '%s'".formatted(encoder),
                "there is no column 'vector' to fill: declare some of embedding,");
        assertRefused(
                "INPUT (image BYTES) OUTPUT (codes ARRAY<BIGINT>)",
                "'model-dir' = '%s'".formatted(tokenizer),
                "the column 'codes' is ARRAY<INT>: declare it so, and not as ARRAY<BIGINT>");
        assertRefused(
                "INPUT (picture BYTES) OUTPUT (codes ARRAY<INT>)",
                "'model-dir' = '%s'".formatted(tokenizer),
                "its input cannot be 'picture BYTES': declare INPUT (image BYTES)");
        assertRefused(
                "INPUT (image BYTES) OUTPUT (codes ARRAY<INT>)",
                "'tokenizer-dir' = '%s'".formatted(encoder),
                "the model is not a tokenizer");
        assertRefused(
                "INPUT (image BYTES) OUTPUT (codes ARRAY<INT>)",
                "'device' = 'cpu'",
                "name either 'model-dir'");
        assertRefused(
                "INPUT (image BYTES) OUTPUT (codes ARRAY<INT>)",
                "'model-dir' = '%s', 'precision' = 'fp12'".formatted(tokenizer),
                "unknown precision 'fp12'");
        assertRefused(
                "INPUT (image BYTES) OUTPUT (codes ARRAY<INT>)",
                "'model-dir' = '%s', 'bach-size' = '8'".formatted(tokenizer),
                "bach-size");
    }

    private void assertRefused(String schema, String options, String message) {
        sql.executeSql("DROP MODEL IF EXISTS wrong");
        sql.executeSql(
                "CREATE MODEL wrong %s WITH ('provider' = 'beitstream', %s)"
                        .formatted(schema, options));
        assertThatThrownBy(
                        () ->
                                sql.explainSql(
                                        "SELECT * FROM ML_PREDICT(TABLE images, MODEL wrong, DESCRIPTOR(`%s`))"
                                                .formatted(
                                                        schema.contains("text") ? "at" : "bytes")))
                .hasStackTraceContaining(message);
    }
}
