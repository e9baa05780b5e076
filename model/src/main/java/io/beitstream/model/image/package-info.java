/**
 * Bytes become pixels: decoding with limits, and the exact resize the networks were trained with.
 */
@NullMarked
package io.beitstream.model.image;

import org.jspecify.annotations.NullMarked;
