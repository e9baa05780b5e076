/**
 * Reads what Python pickled, and executes nothing: a list of names is accepted, every other is
 * refused by name.
 */
@NullMarked
package io.beitstream.model.pickle;

import org.jspecify.annotations.NullMarked;
