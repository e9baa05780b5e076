package io.beitstream.infra.bench;

import io.beitstream.model.InferenceOptions;
import io.beitstream.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and how often.
 *
 * @param parts with what they need
 * @param tokenizer a model directory
 * @param encoders at least one; several have different names
 * @param images encoded; all can be decoded
 * @param rounds of everything that takes turns
 * @param batchSize largest batch
 * @param inference device, and the precision of all but the comparison of precisions
 * @param precisions to compare; the first is the reference
 * @param jobImages of one run of the whole job; the images are repeated to make as many
 * @param latencySeconds that images come for at each load
 */
public record BenchOptions(
        Set<BenchPart> parts,
        Path tokenizer,
        List<MeasuredEncoder> encoders,
        List<byte[]> images,
        int rounds,
        int batchSize,
        InferenceOptions inference,
        List<Precision> precisions,
        int jobImages,
        int latencySeconds) {
    public BenchOptions {
        encoders = List.copyOf(encoders);
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("there is no encoder to measure");
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be at least 1");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("--batch-size must be at least 1");
        }
        if (jobImages < 1) {
            throw new IllegalArgumentException("--job-images must be at least 1");
        }
        if (latencySeconds < 1) {
            throw new IllegalArgumentException("--latency-seconds must be at least 1");
        }
        if (images.isEmpty()) {
            throw new IllegalArgumentException("there are no images to measure with");
        }
    }
}
