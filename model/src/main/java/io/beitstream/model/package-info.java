/** The seam: what a stream calls and what it gets back, in plain Java types. */
@NullMarked
package io.beitstream.model;

import org.jspecify.annotations.NullMarked;
