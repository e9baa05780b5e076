package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * The ends of a feature extraction. What a job does not produce never reaches its sink.
 *
 * @param embeddings one for each encoder, in their order
 */
public record FeatureSinks(
        Sink<OutputRecord<TokenSequence>> tokens,
        List<? extends Sink<OutputRecord<ImageEmbedding>>> embeddings,
        Sink<OutputRecord<DeadLetter>> deadLetters) {}
