package io.beitstream.jobs.sql.predict;

import io.beitstream.jobs.pipeline.event.ImageReference;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.StageException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * Where the inputs of a model of images stand: the file's bytes, its URI, or both, of which a row
 * has one.
 *
 * @param image the position of the bytes; -1 if there are none
 * @param uri the position of the URI; -1 if there is none
 */
record ImageInputs(int image, int uri) implements Serializable {
    /** The name of the column of bytes. */
    static final String IMAGE = "image";

    /** The name of the column of URIs. */
    static final String URI = "uri";

    private static final String CHOICES =
            "INPUT (image BYTES), INPUT (uri STRING) or both; for a text tower INPUT (text STRING)";

    /**
     * Checks what a model declares as its input.
     *
     * @throws IllegalArgumentException naming the column and the remedy
     */
    static ImageInputs of(ResolvedSchema declared) {
        List<String> names = declared.getColumnNames();
        for (Column column : declared.getColumns()) {
            LogicalType type = column.getDataType().getLogicalType();
            boolean fits =
                    switch (column.getName()) {
                        case IMAGE -> type.is(LogicalTypeFamily.BINARY_STRING);
                        case URI -> type.is(LogicalTypeFamily.CHARACTER_STRING);
                        default -> false;
                    };
            if (!fits) {
                throw new IllegalArgumentException(
                        "its input cannot be '%s %s': declare %s"
                                .formatted(column.getName(), type.asSummaryString(), CHOICES));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("it has no input: declare " + CHOICES);
        }
        return new ImageInputs(names.indexOf(IMAGE), names.indexOf(URI));
    }

    /**
     * The image of a row.
     *
     * @throws StageException if the row has none, or two
     */
    ImageReference read(RowData row, ImageContext context) throws StageException {
        byte[] bytes = image < 0 || row.isNullAt(image) ? null : row.getBinary(image);
        StringData text = uri < 0 || row.isNullAt(uri) ? null : row.getString(uri);
        if ((bytes == null) == (text == null)) {
            throw new StageException(
                    "malformed-event",
                    "the row must hold %s, and holds %s"
                            .formatted(
                                    uri < 0
                                            ? "an image"
                                            : image < 0 ? "a uri" : "either an image or a uri",
                                    bytes == null ? "none" : "both"));
        }
        return new ImageReference(context, bytes, text == null ? null : text.toString());
    }
}
