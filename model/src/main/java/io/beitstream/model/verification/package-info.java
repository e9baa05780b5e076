/** Compares our networks with reference numbers, output by output. */
@NullMarked
package io.beitstream.model.verification;

import org.jspecify.annotations.NullMarked;
