package io.beitstream.jobs.sql.predict;

import static io.beitstream.jobs.sql.column.KnownColumns.BOOLEAN;
import static io.beitstream.jobs.sql.column.KnownColumns.FLOATS;
import static io.beitstream.jobs.sql.column.KnownColumns.INT;
import static io.beitstream.jobs.sql.column.KnownColumns.INTS;
import static io.beitstream.jobs.sql.column.KnownColumns.STRING;

import io.beitstream.jobs.pipeline.outcome.Codes;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.Vectors;
import io.beitstream.jobs.sql.column.KnownColumn;
import io.beitstream.jobs.sql.column.KnownColumns;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a model of images: what its networks compute, and why an image has none of it.
 * What says something of a network stands under its plain name where there is one network, and
 * always with {@code tokenizer_} or {@code encoder_} before it.
 */
final class ImageColumns {
    /** Asked for, it makes the encoder compute the patch tokens too. */
    static final String PATCH_EMBEDDINGS = "patch_embeddings";

    private ImageColumns() {}

    static KnownColumns<Outcome> of(boolean tokenizer, boolean encoder) {
        KnownColumns<Outcome> columns = new KnownColumns<>();
        if (tokenizer) {
            addCodes(columns);
            addFacts(columns, "tokenizer_");
        }
        if (encoder) {
            addVectors(columns);
            addFacts(columns, "encoder_");
        }
        if (tokenizer != encoder) {
            addFacts(columns, "");
        }
        columns.add("reused", BOOLEAN, ofImage(image -> image.features().reused()));
        columns.add("error", STRING, ofFailure(failure -> text(failure.errorClass())));
        columns.add("error_message", STRING, ofFailure(failure -> text(failure.message())));
        columns.add("error_stage", STRING, ofFailure(failure -> text(failure.stage().name())));
        columns.add("error_attempts", INT, ofFailure(Failure::attempts));
        return columns;
    }

    private static void addCodes(KnownColumns<Outcome> columns) {
        columns.add("codes", INTS, ofCodes(codes -> new GenericArrayData(codes.values())));
        columns.add("codebook_size", INT, ofCodes(Codes::codebookSize));
    }

    private static void addVectors(KnownColumns<Outcome> columns) {
        columns.add(
                "embedding",
                FLOATS,
                ofVectors(vectors -> new GenericArrayData(vectors.embedding().vector())));
        columns.add(
                PATCH_EMBEDDINGS,
                FLOATS,
                ofVectors(vectors -> floats(vectors.embedding().patches())));
        columns.add(
                "pooling",
                STRING,
                ofVectors(vectors -> text(vectors.selection().vector().label())));
        columns.add("normalized", BOOLEAN, ofVectors(vectors -> vectors.selection().normalize()));
    }

    /** What both kinds of networks say of their results; the encoder's where it has no codes. */
    private static void addFacts(KnownColumns<Outcome> columns, String prefix) {
        boolean ofEncoder = prefix.startsWith("encoder");
        BiConsumer<String, Fact> add =
                (name, fact) ->
                        columns.add(
                                prefix + name,
                                name.startsWith("grid") ? INT : STRING,
                                ofImage(image -> fact.read(image, ofEncoder)));
        add.accept("grid_height", new Fact(Codes::gridHeight, Vectors::gridSide));
        add.accept("grid_width", new Fact(Codes::gridWidth, Vectors::gridSide));
        add.accept(
                "model_id",
                new Fact(codes -> text(codes.modelId()), vectors -> text(vectors.modelId())));
        add.accept(
                "preprocessing_id",
                new Fact(
                        codes -> text(codes.preprocessingId()),
                        vectors -> text(vectors.preprocessingId())));
        add.accept(
                "precision",
                new Fact(
                        codes -> text(codes.precision().label()),
                        vectors -> text(vectors.precision().label())));
    }

    /** Something that both kinds of results say. */
    private record Fact(Function<Codes, Object> ofCodes, Function<Vectors, Object> ofVectors) {
        @Nullable Object read(ImageInFlight image, boolean ofEncoder) {
            Codes codes = image.features().codes();
            if (codes != null && !ofEncoder) {
                return ofCodes.apply(codes);
            }
            return image.features().vectors().stream().findFirst().map(ofVectors).orElse(null);
        }
    }

    private static KnownColumn.Reading<Outcome> ofImage(
            KnownColumn.Reading<ImageInFlight> reading) {
        return outcome -> outcome instanceof ImageInFlight image ? reading.of(image) : null;
    }

    private static KnownColumn.Reading<Outcome> ofCodes(Function<Codes, Object> reading) {
        return ofImage(
                image -> {
                    Codes codes = image.features().codes();
                    return codes == null ? null : reading.apply(codes);
                });
    }

    private static KnownColumn.Reading<Outcome> ofVectors(KnownColumn.Reading<Vectors> reading) {
        return ofImage(
                image ->
                        image.features().vectors().isEmpty()
                                ? null
                                : reading.of(image.features().vectors().get(0)));
    }

    private static KnownColumn.Reading<Outcome> ofFailure(Function<Failure, Object> reading) {
        return outcome -> outcome instanceof Failure failure ? reading.apply(failure) : null;
    }

    private static @Nullable GenericArrayData floats(float @Nullable [] values) {
        return values == null ? null : new GenericArrayData(values);
    }

    private static StringData text(String value) {
        return StringData.fromString(value);
    }
}
