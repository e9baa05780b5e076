/** A training run on disk: its description, its rounds, their merging and publication. */
@NullMarked
package io.beitstream.model.training.run;

import org.jspecify.annotations.NullMarked;
