/** Loads model directories into the engine and answers the seam's calls. */
@NullMarked
package io.beitstream.model.inference;

import org.jspecify.annotations.NullMarked;
