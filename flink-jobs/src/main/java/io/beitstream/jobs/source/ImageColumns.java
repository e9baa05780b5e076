package io.beitstream.jobs.source;

import io.beitstream.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a Parquet file make an image event: its bytes (a binary column, or a struct of
 * {@code bytes} and {@code path} as Hugging Face's datasets have it), its URI, its id. Other
 * columns of numbers, strings and booleans are attributes; classes have their names.
 *
 * @param image the column of the bytes; null if there are but URIs
 * @param uri null if there is none
 * @param id null if rows are named by their places
 * @param schema the columns that are read
 */
record ImageColumns(
        @Nullable String image,
        @Nullable String uri,
        @Nullable String id,
        List<String> attributes,
        MessageType schema,
        ClassLabels labels) {
    /** For the bytes, where there are several columns of bytes. */
    private static final List<String> IMAGES =
            List.of("image", "img", "bytes", "jpg", "jpeg", "png", "webp");

    private static final List<String> URIS = List.of("uri", "url");
    private static final List<String> IDS = List.of("id", "imageId", "image_id", "__key__");
    private static final String BYTES = "bytes";
    private static final String PATH = "path";

    /**
     * Finds the columns.
     *
     * @throws IllegalArgumentException if none tells the image, or it is not clear which
     */
    static ImageColumns of(MessageType file, ClassLabels labels) {
        String image = image(file);
        String uri = first(file, URIS);
        if (image == null && uri == null) {
            throw new IllegalArgumentException(
                    "it has no column of images: neither bytes, nor a struct of bytes and path, nor uri or url");
        }
        String id = first(file, IDS);
        List<String> attributes =
                file.getFields().stream()
                        .filter(column -> isSimple(column) && !column.getName().equals(id))
                        .map(Type::getName)
                        .toList();
        Set<@Nullable String> read = new HashSet<>(attributes);
        read.addAll(Arrays.asList(image, uri, id));
        return new ImageColumns(
                image,
                uri,
                id,
                attributes,
                new MessageType(
                        file.getName(),
                        file.getFields().stream()
                                .filter(column -> read.contains(column.getName()))
                                .toList()),
                labels);
    }

    private static @Nullable String image(MessageType file) {
        List<String> candidates =
                file.getFields().stream()
                        .filter(column -> isBytes(column) || isImageStruct(column))
                        .map(Type::getName)
                        .toList();
        if (candidates.size() < 2) {
            return candidates.isEmpty() ? null : candidates.get(0);
        }
        return IMAGES.stream()
                .filter(candidates::contains)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "it has several columns of bytes, %s: call the one of the images 'image'"
                                                .formatted(String.join(", ", candidates))));
    }

    private static @Nullable String first(MessageType file, List<String> names) {
        return names.stream()
                .filter(name -> file.containsField(name) && isSimple(file.getType(name)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isBytes(Type column) {
        return column.isPrimitive()
                && !column.isRepetition(Type.Repetition.REPEATED)
                && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && column.getLogicalTypeAnnotation() == null;
    }

    private static boolean isImageStruct(Type column) {
        if (column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        GroupType struct = column.asGroupType();
        return struct.containsField(BYTES) && isBytes(struct.getType(BYTES));
    }

    private static boolean isSimple(Type column) {
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        LogicalTypeAnnotation meaning = column.getLogicalTypeAnnotation();
        return switch (column.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN, FLOAT, DOUBLE -> true;
            case INT32, INT64 ->
                    meaning == null
                            || meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
            case BINARY ->
                    meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                            || meaning instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
            default -> false;
        };
    }

    /** What the columns take in a row group, as it lies in the file. */
    long bytesIn(BlockMetaData group) {
        return group.getColumns().stream()
                .filter(column -> schema.containsField(column.getPath().toArray()[0]))
                .mapToLong(column -> Math.max(0, column.getTotalSize()))
                .sum();
    }

    /**
     * The event of a row. One without bytes and URI is malformed, and told so where events are
     * read.
     *
     * @param place the id of a row without one
     * @param maxImageBytes what is kept of an image at most, plus one byte, so that the decoder
     *     sees that it is too large
     */
    ImageEvent event(Group row, String place, Path file, int maxImageBytes) {
        Map<String, String> texts = new TreeMap<>();
        for (String name : attributes) {
            if (isThere(row, name)) {
                String value = row.getValueToString(row.getType().getFieldIndex(name), 0);
                String text = labels.name(name, value);
                if (text != null) {
                    texts.put(name, text);
                }
            }
        }
        ByteBuffer bytes = bytes(row, maxImageBytes);
        String where = uri == null ? null : texts.get(uri);
        if (bytes == null && where == null) {
            where = path(row, file);
        }
        if (bytes == null && uri != null) {
            texts.remove(uri);
        }
        return ImageEvent.newBuilder()
                .setId(
                        id != null && isThere(row, id)
                                ? row.getValueToString(row.getType().getFieldIndex(id), 0)
                                : place)
                .setBytes(bytes)
                .setUri(bytes == null ? where : null)
                .setAttributes(texts)
                .build();
    }

    private static boolean isThere(Group row, String name) {
        return row.getFieldRepetitionCount(name) > 0;
    }

    private @Nullable ByteBuffer bytes(Group row, int maxImageBytes) {
        if (image == null || !isThere(row, image)) {
            return null;
        }
        boolean struct = !row.getType().getType(image).isPrimitive();
        if (struct && !isThere(row.getGroup(image, 0), BYTES)) {
            return null;
        }
        Binary value =
                struct ? row.getGroup(image, 0).getBinary(BYTES, 0) : row.getBinary(image, 0);
        ByteBuffer bytes = value.toByteBuffer();
        return bytes.limit(bytes.position() + Math.min(bytes.remaining(), maxImageBytes + 1));
    }

    /** Where a struct without bytes says that the image is: a URI, or a path beside the file. */
    private @Nullable String path(Group row, Path file) {
        if (image == null || !isThere(row, image) || row.getType().getType(image).isPrimitive()) {
            return null;
        }
        Group struct = row.getGroup(image, 0);
        if (!struct.getType().containsField(PATH) || !isThere(struct, PATH)) {
            return null;
        }
        String path = struct.getString(PATH, 0);
        return path.contains("://") ? path : new Path(file.getParent(), path).toUri().toString();
    }
}
