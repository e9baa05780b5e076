package io.beitstream.infra.bench;

import io.beitstream.model.checkpoint.ModelDirectory;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.RgbImage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures decoding and resizing on one core. */
final class DecodeBench {
    private static final String DECODE = "decode";

    private DecodeBench() {}

    /** Seconds of one core that preparing an image for all networks takes. */
    static double measure(BenchOptions options, Findings findings) throws Exception {
        Preprocessing tokenizer =
                ModelDirectory.openTokenizer(options.tokenizer()).config().preprocessing();
        Set<Preprocessing> sizes = new LinkedHashSet<>(List.of(tokenizer));
        for (MeasuredEncoder encoder : options.encoders()) { // once, where two want the same
            sizes.add(ModelDirectory.openEncoder(encoder.directory()).config().preprocessing());
        }
        List<RgbImage> decoded = Images.decoded(options);
        Map<String, Series.Timed> turns = new LinkedHashMap<>();
        turns.put(DECODE, () -> Series.time(() -> options.images().forEach(Images::decode)));
        for (Preprocessing size : sizes) {
            turns.put("resize " + size.id(), () -> Series.time(() -> decoded.forEach(size::apply)));
        }
        Series.inTurn(2, turns); // warms up
        Map<String, Series> times = Series.inTurn(options.rounds(), turns);
        int images = options.images().size();
        double bytes = options.images().stream().mapToLong(image -> image.length).sum();
        findings.say("%d images of %.0f KB in the mean", images, bytes / images / 1e3);
        double all = 0;
        for (Map.Entry<String, Series> each : times.entrySet()) {
            double seconds = each.getValue().median() / images;
            all += seconds;
            findings.put(each.getKey(), each.getValue());
            findings.say(
                    "%-28s %8.1f images/s a core  %6.2f ms",
                    each.getKey(), 1 / seconds, seconds * 1e3);
        }
        findings.put("images", images);
        findings.put("preparedPerSecondAndCore", 1 / all);
        findings.say("%-28s %8.1f images/s a core  %6.2f ms", "all", 1 / all, all * 1e3);
        return all;
    }
}
