package io.beitstream.jobs.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beitstream.jobs.operator.ChainedTypeInfo;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.ImageInFlight;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.record.DeadLetters;
import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.model.image.ImageFormat;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes shard entries of images, and dead letters of the rest. */
final class ShardEntryFunction extends ProcessFunction<Outcome, ShardEntry> {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Attributes that hold an image's class, the first that there is. */
    private static final List<String> LABELS = List.of("class", "label");

    static final OutputTag<OutputRecord<DeadLetter>> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ChainedTypeInfo.inChain(OutputRecord.class));

    private final long maxDeadLetterBytes;
    private transient DeadLetters deadLetters;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    ShardEntryFunction(long maxDeadLetterBytes) {
        this.maxDeadLetterBytes = maxDeadLetterBytes;
    }

    @Override
    public void open(OpenContext context) {
        deadLetters = new DeadLetters(List.of(), maxDeadLetterBytes);
    }

    @Override
    public void processElement(Outcome outcome, Context context, Collector<ShardEntry> out) {
        if (outcome instanceof ImageInFlight image && image.encoded() != null) {
            ImageFormat format = ImageFormat.of(image.encoded());
            if (format != null) {
                out.collect(entry(image.context(), image.encoded(), format));
            } else {
                StageException cause =
                        new StageException(
                                "image-unsupported-format",
                                "the bytes are no JPEG, PNG, GIF, BMP, TIFF or WebP image");
                bury(Failure.of(image.context(), image.ticket(), Stage.DECODE, cause), context);
            }
        } else if (outcome instanceof Failure failure) {
            bury(failure, context);
        }
        outcome.ticket().close(); // a deletion leaves nothing behind in training data
    }

    private void bury(Failure failure, Context context) {
        context.output(DEAD_LETTERS, deadLetters.of(failure, System.currentTimeMillis()));
    }

    private static ShardEntry entry(ImageContext context, byte[] image, ImageFormat format) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", context.imageId());
        context.attributes().forEach(json::put);
        String label =
                LABELS.stream()
                        .filter(context.attributes()::containsKey)
                        .map(context.attributes()::get)
                        .findFirst()
                        .orElse("");
        return new ShardEntry(key(context), format.suffix(), image, label, json.toString());
    }

    /**
     * Where the image stood: unique, and the same in every snapshot of a topic, or of files that
     * have not moved. For files what is readable of the id, and a hash of file, place and whole id.
     */
    private static String key(ImageContext context) {
        SourceRecord source = context.source();
        if (source.partition() >= 0) {
            return String.format(Locale.ROOT, "%05d-%012d", source.partition(), source.offset());
        }
        String id = String.valueOf(context.imageId());
        String place = source.topic() + "\n" + source.offset() + "\n" + id;
        UUID hash = UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
        return String.format(
                Locale.ROOT,
                "%s-%016x",
                id.replaceAll("[^A-Za-z0-9_/-]", "_"),
                hash.getLeastSignificantBits());
    }
}
