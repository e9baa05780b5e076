package io.beitstream.infra.search.server;

import io.beitstream.model.Encoder;
import io.beitstream.model.TextEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The networks that turn queries into vectors. Whoever opened them closes them.
 *
 * @param encoder of pictures, with the features that the index was made of; null if pictures cannot
 *     be asked with
 * @param text of words, the encoder's other tower; null if it has none
 */
public record Towers(@Nullable Encoder encoder, @Nullable TextEncoder text) {}
