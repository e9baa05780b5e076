package io.beitstream.jobs.sink;

import io.beitstream.jobs.record.OutputRecord;
import io.beitstream.schemas.DeadLetter;
import io.beitstream.schemas.ImageEmbedding;
import io.beitstream.schemas.TokenSequence;
import org.apache.flink.api.connector.sink2.Sink;

/** The three ends of a feature extraction. What a job does not produce never reaches its sink. */
public record FeatureSinks(
        Sink<OutputRecord<TokenSequence>> tokens,
        Sink<OutputRecord<ImageEmbedding>> embeddings,
        Sink<OutputRecord<DeadLetter>> deadLetters) {}
