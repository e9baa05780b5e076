package io.beitstream.jobs.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.jobs.deadletter.DeadLetters;
import io.beitstream.jobs.outcome.ImageContext;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.outcome.SourceRecord;
import io.beitstream.jobs.outcome.StageException;
import io.beitstream.jobs.sink.RecordSerializer;
import io.beitstream.model.image.ImageFormat;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.Locale;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes shard entries of images, and dead letters of the rest. */
final class ShardEntryFunction extends ProcessFunction<Outcome<byte[]>, ShardEntry> {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Attributes that hold an image's class, the first that there is. */
    private static final List<String> LABELS = List.of("class", "label");

    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", RecordSerializer.typeInfo(DeadLetter.class));

    private final DeadLetters deadLetters;

    ShardEntryFunction(int maxDeadLetterBytes) {
        this.deadLetters = new DeadLetters(List.of(), maxDeadLetterBytes);
    }

    @Override
    public void processElement(
            Outcome<byte[]> outcome, Context context, Collector<ShardEntry> out) {
        if (outcome instanceof Success<byte[]> image) {
            ImageFormat format = ImageFormat.of(image.value());
            if (format != null) {
                out.collect(entry(image, format));
            } else {
                StageException cause =
                        new StageException(
                                "image-unsupported-format",
                                "the bytes are no JPEG, PNG, GIF, BMP, TIFF or WebP image");
                bury(Outcome.failure(image.context(), Stage.DECODE, cause), context);
            }
        } else if (outcome instanceof Failure<byte[]> failure) {
            bury(failure, context);
        }
    }

    private void bury(Failure<?> failure, Context context) {
        context.output(DEAD_LETTERS, deadLetters.of(failure, System.currentTimeMillis()));
    }

    private static ShardEntry entry(Success<byte[]> image, ImageFormat format) {
        ImageContext context = image.context();
        ObjectNode json = JSON.createObjectNode();
        json.put("id", context.imageId());
        context.attributes().forEach(json::put);
        String label =
                LABELS.stream()
                        .filter(context.attributes()::containsKey)
                        .map(context.attributes()::get)
                        .findFirst()
                        .orElse("");
        return new ShardEntry(key(context), format.suffix(), image.value(), label, json.toString());
    }

    /** Where the image stood: unique, and the same in every snapshot of the topic. */
    private static String key(ImageContext context) {
        SourceRecord source = context.source();
        return source.partition() >= 0
                ? String.format(Locale.ROOT, "%05d-%012d", source.partition(), source.offset())
                : String.valueOf(context.imageId()).replaceAll("[^A-Za-z0-9_/-]", "_");
    }
}
