/** The training tasks: what a run is made of, the state it saves, the session that takes steps. */
@NullMarked
package io.beitstream.model.training.task;

import org.jspecify.annotations.NullMarked;
