package io.beitstream.jobs.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.model.image.RgbImage;
import io.beitstream.schemas.Stage;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeSerializerTest {
    private static final SourceRecord SOURCE =
            new SourceRecord("images", 3, 1L << 40, 17, new byte[] {1}, new byte[] {2, 3});
    private static final ImageContext CONTEXT =
            new ImageContext(SOURCE, "Bild ä", 99L, Map.of("k", "v"));
    private static final RgbImage IMAGE = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, -1});

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Payload.ENCODED, new byte[] {9, 8}),
                Arguments.of(Payload.SQUARES, new Squares(IMAGE, IMAGE)),
                Arguments.of(Payload.SQUARES, new Squares(null, IMAGE)),
                Arguments.of(Payload.TOKENIZED, new Tokenized(new int[] {5, 0}, null)),
                Arguments.of(
                        Payload.FEATURES,
                        new Features(null, new float[] {1.5f, -2f}, new float[] {3f})),
                Arguments.of(Payload.FEATURES, new Features(new int[0], null, null)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyPayloadSurvives(Payload payload, Object value) throws Exception {
        Outcome<Object> restored = copy(payload, new Success<>(CONTEXT, value));

        assertThat(restored).usingRecursiveComparison().isEqualTo(new Success<>(CONTEXT, value));
    }

    @Test
    void aSharedSquareStaysShared() throws Exception {
        Outcome<Squares> restored =
                copy(Payload.SQUARES, new Success<>(CONTEXT, new Squares(IMAGE, IMAGE)));

        Squares squares = ((Success<Squares>) restored).value();
        assertThat(squares.forEncoder()).isSameAs(squares.forTokenizer());
    }

    @Test
    void failuresAndUnreadContextsSurvive() throws Exception {
        SourceRecord keyless = new SourceRecord("t", 0, 0, 0, null, new byte[0]);
        Failure<byte[]> failure =
                new Failure<>(ImageContext.unread(keyless), Stage.DECODE, "image-corrupt", "so", 2);

        Outcome<byte[]> restored = copy(Payload.ENCODED, failure);

        assertThat(restored).usingRecursiveComparison().isEqualTo(failure);
    }

    @Test
    void aValueIsItsOwnCopy() {
        Success<byte[]> value = new Success<>(CONTEXT, new byte[1]);

        assertThat(new OutcomeSerializer<byte[]>(Payload.ENCODED).copy(value)).isSameAs(value);
    }

    @Test
    void theSnapshotRestoresTheSerializer() throws Exception {
        TypeSerializer<Outcome<Features>> serializer = new OutcomeSerializer<>(Payload.FEATURES);
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());

        TypeSerializerSnapshot<Outcome<Features>> snapshot =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());

        assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(snapshot)
                                .isCompatibleAsIs())
                .isTrue();
        assertThat(
                        new OutcomeSerializer<Features>(Payload.SQUARES)
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(snapshot)
                                .isIncompatible())
                .isTrue();
    }

    private static <T> Outcome<T> copy(Payload payload, Outcome<T> value) throws Exception {
        OutcomeSerializer<T> serializer = new OutcomeSerializer<>(payload);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        Outcome<T> restored = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return restored;
    }
}
