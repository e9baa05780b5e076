/** The parts of a vision transformer, one small module each. Parameters above, forward below. */
@NullMarked
package io.beitstream.model.layers;

import org.jspecify.annotations.NullMarked;
