package io.beitstream.infra.search.index;

import java.util.List;
import java.util.Map;

/**
 * What became of the records.
 *
 * @param images that can be found
 * @param withTokens of these, those with visual tokens
 * @param taken records since the start
 * @param broken records since the start that could not be taken, by reason
 * @param passedOver records of other models, in all
 */
public record IndexCounts(
        long images,
        long withTokens,
        long taken,
        Map<String, Long> broken,
        List<PassedOver> passedOver) {
    public IndexCounts {
        broken = Map.copyOf(broken);
        passedOver = List.copyOf(passedOver);
    }

    /** In a line. */
    public String text() {
        StringBuilder text =
                new StringBuilder(
                        "%,d images, %,d with visual tokens".formatted(images, withTokens));
        broken.forEach((reason, count) -> text.append("; %,d records %s".formatted(count, reason)));
        passedOver.forEach(
                other ->
                        text.append(
                                "; %,d records of %s passed over"
                                        .formatted(other.count(), other.kind().modelId())));
        return text.toString();
    }
}
