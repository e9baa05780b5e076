/**
 * How good trained networks are: nearest neighbours, a linear probe, reconstruction, masked codes.
 */
@NullMarked
package io.beitstream.model.evaluation;

import org.jspecify.annotations.NullMarked;
