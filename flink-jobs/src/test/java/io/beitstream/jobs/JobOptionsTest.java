package io.beitstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.PrepareOptions;
import io.beitstream.jobs.pipeline.event.InputFormat;
import io.beitstream.jobs.pipeline.fetch.FetchOptions;
import io.beitstream.jobs.pipeline.inference.InferenceSettings;
import io.beitstream.jobs.pipeline.inference.LoadedNetwork;
import io.beitstream.jobs.pipeline.inference.NetworkLoader;
import io.beitstream.jobs.pipeline.inference.NetworkSpec;
import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.sink.Delivery;
import io.beitstream.jobs.sink.KafkaSinkOptions;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.image.ImageDecoder;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.schemas.RecordCodec;
import io.beitstream.schemas.RecordFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/** Defaults and limits of a job's options. */
class JobOptionsTest {
    private static final InferenceSettings INFERENCE =
            InferenceSettings.of(InferenceOptions.CPU_FP32, 8, Duration.ofMillis(20));
    private static final NetworkSpec<Codes> TOKENIZER =
            new NetworkSpec<>(new NoLoader<>(), Preprocessing.ofInputSize(112), "t@1");
    private static final NetworkSpec<Vectors> ENCODER =
            new NetworkSpec<>(new NoLoader<>(), Preprocessing.ofInputSize(224), "e@1");

    @Test
    void preparingHasItsDefaults() {
        PrepareOptions options = PrepareOptions.DEFAULTS;

        assertThat(options.input()).isEqualTo(InputFormat.AVRO);
        assertThat(options.fetch()).isEqualTo(FetchOptions.DEFAULTS);
        assertThat(options.decodeThreads()).isEqualTo(1);
        assertThat(options.imageTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(options.bytesInFlight()).isZero();
        assertThat(options.capacity()).isEqualTo(32);
        assertThat(options.with(InputFormat.IMAGE).input()).isEqualTo(InputFormat.IMAGE);
        assertThat(options.with(InputFormat.IMAGE).capacity()).isEqualTo(32);
    }

    @Test
    void preparingNeedsThreadsTimeAndRoom() {
        assertThatThrownBy(() -> prepare(0, Duration.ofMinutes(1), 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decoding needs at least one thread");
        assertThatThrownBy(() -> prepare(1, Duration.ZERO, 0, 1))
                .hasMessage("an image needs time to be prepared");
        assertThatThrownBy(() -> prepare(1, Duration.ofSeconds(-1), 0, 1))
                .hasMessage("an image needs time to be prepared");
        assertThatThrownBy(() -> prepare(1, Duration.ofMinutes(1), -1, 1))
                .hasMessage("bytes in flight cannot be negative");
        assertThatThrownBy(() -> prepare(1, Duration.ofMinutes(1), 0, 0))
                .hasMessage("preparing needs room for one image at least");
    }

    @Test
    void inferenceHasItsDefaultsAndLimits() {
        assertThat(INFERENCE.callTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(INFERENCE.capacity()).isEqualTo(16);
        assertThatThrownBy(
                        () ->
                                InferenceSettings.of(
                                        InferenceOptions.CPU_FP32, 0, Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the largest batch must hold at least one image");
        assertThatThrownBy(
                        () ->
                                new InferenceSettings(
                                        InferenceOptions.CPU_FP32,
                                        1,
                                        Duration.ofMillis(1),
                                        Duration.ZERO))
                .hasMessage("a batch needs time to run");
    }

    @Test
    void anExtractionHasItsDefaultsAndLimits() {
        FeatureExtractionOptions options =
                FeatureExtractionOptions.of(TOKENIZER, ENCODER, INFERENCE);

        assertThat(options.prepare()).isEqualTo(PrepareOptions.DEFAULTS);
        assertThat(options.maxRecordBytes()).isEqualTo(1_048_588);
        assertThat(options.modelIds()).containsExactly("t@1", "e@1");
        assertThatThrownBy(() -> FeatureExtractionOptions.of(null, null, INFERENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a feature extraction needs a tokenizer, an encoder or both");
        assertThatThrownBy(() -> extraction(16_383))
                .hasMessage(
                        "output topics must accept records of 16384 bytes at least, not of 16383");
        assertThat(extraction(16_384).maxRecordBytes()).isEqualTo(16_384);
    }

    @Test
    void decodingIsForTheNetworksThatThereAre() {
        FeatureExtractionOptions both = FeatureExtractionOptions.of(TOKENIZER, ENCODER, INFERENCE);
        FeatureExtractionOptions one = FeatureExtractionOptions.of(null, ENCODER, INFERENCE);

        assertThat(both.decode().forTokenizer()).isEqualTo(Preprocessing.ofInputSize(112));
        assertThat(both.decode().forEncoders()).containsExactly(Preprocessing.ofInputSize(224));
        assertThat(one.decode().forTokenizer()).isNull();
        assertThat(one.modelIds()).containsExactly("e@1");
    }

    @Test
    void optionsTravelToWorkers() {
        FeatureExtractionOptions options =
                FeatureExtractionOptions.of(TOKENIZER, ENCODER, INFERENCE);

        FeatureExtractionOptions there = SerializationUtils.clone(options);

        assertThat(there.inference()).isEqualTo(options.inference());
        assertThat(there.tokenizer()).isEqualTo(options.tokenizer());
        assertThat(there.prepare().fetch()).isEqualTo(options.prepare().fetch());
    }

    @Test
    void aTransactionMustOutliveACheckpoint() {
        Duration interval = Duration.ofSeconds(10);
        Duration timeout = Duration.ofMinutes(5);

        assertThatCode(() -> sink(Delivery.EXACTLY_ONCE, 311).validate(interval, timeout, timeout))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> sink(Delivery.EXACTLY_ONCE, 310).validate(interval, timeout, timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction timeout (310 s)")
                .hasMessageContaining("(310 s), or records");
        assertThatThrownBy(
                        () ->
                                sink(Delivery.EXACTLY_ONCE, 311)
                                        .validate(interval, timeout, Duration.ofMinutes(6)))
                .hasMessageContaining("longest outage (370 s)");
        assertThatCode(() -> sink(Delivery.AT_LEAST_ONCE, 1).validate(interval, timeout, timeout))
                .doesNotThrowAnyException();
    }

    @Test
    void aProducerMustHaveRoomForTheLargestRecord() {
        Duration minute = Duration.ofMinutes(1);
        KafkaSinkOptions small = sink(1_900_000);
        KafkaSinkOptions large = sink(40_000_000);

        assertThatCode(() -> small.validate(minute, minute, minute)).doesNotThrowAnyException();
        assertThatThrownBy(() -> large.validate(minute, minute, minute))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buffer.memory=2000000 is too small for records of 40000000");
    }

    @Test
    void clientPropertiesAreNotPrinted() {
        assertThat(sink(Delivery.AT_LEAST_ONCE, 1))
                .hasToString(
                        "KafkaSinkOptions[localhost:9092, AT_LEAST_ONCE, 1 client properties]");
    }

    private static KafkaSinkOptions sink(long maxRecordBytes) {
        return new KafkaSinkOptions(
                "localhost:9092",
                Map.of("buffer.memory", "2000000"),
                Delivery.AT_LEAST_ONCE,
                "beitstream-x",
                Duration.ofMinutes(1),
                maxRecordBytes);
    }

    private static KafkaSinkOptions sink(Delivery delivery, int transactionSeconds) {
        return new KafkaSinkOptions(
                "localhost:9092",
                Map.of("sasl.jaas.config", "secret"),
                delivery,
                "beitstream-x",
                Duration.ofSeconds(transactionSeconds),
                1_000_000);
    }

    @Test
    void otherThreadsLeaveTheFormatOfRecordsAlone() {
        RecordFormat other =
                new RecordFormat() {
                    @Override
                    public <T extends SpecificRecord> RecordCodec<T> writing(
                            Class<T> type, String topic) {
                        return SINGLE_OBJECT.writing(type, topic);
                    }

                    @Override
                    public <T extends SpecificRecord> RecordCodec<T> reading(Class<T> type) {
                        return SINGLE_OBJECT.reading(type);
                    }
                };

        PrepareOptions options = PrepareOptions.DEFAULTS.with(other).withDecodeThreads(3);

        assertThat(options.records()).isSameAs(other);
        assertThat(options.decodeThreads()).isEqualTo(3);
    }

    private static PrepareOptions prepare(int threads, Duration time, long bytes, int capacity) {
        return new PrepareOptions(
                InputFormat.AVRO,
                FetchOptions.DEFAULTS,
                ImageDecoder.withDefaults(),
                threads,
                time,
                bytes,
                capacity);
    }

    private static FeatureExtractionOptions extraction(long maxRecordBytes) {
        return new FeatureExtractionOptions(
                TOKENIZER, List.of(), PrepareOptions.DEFAULTS, INFERENCE, 0, maxRecordBytes);
    }

    private record NoLoader<O>() implements NetworkLoader<O> {
        @Override
        public LoadedNetwork<O> load() {
            throw new AssertionError("options need no network");
        }

        @Override
        public String device() {
            return "none";
        }
    }
}
