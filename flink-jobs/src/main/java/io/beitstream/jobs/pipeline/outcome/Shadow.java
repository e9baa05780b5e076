package io.beitstream.jobs.pipeline.outcome;

/**
 * What a candidate for an encoder's place has computed of an image, beside the one that serves.
 *
 * @param cosine between the candidate's vector and the other; NaN where the two do not compare
 * @param servingId of the model that serves
 */
public record Shadow(Vectors vectors, double cosine, String servingId) {}
