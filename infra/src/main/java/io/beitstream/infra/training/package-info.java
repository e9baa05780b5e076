/** What a person sees of a training run: its settings, a progress bar, a page of curves. */
@NullMarked
package io.beitstream.infra.training;

import org.jspecify.annotations.NullMarked;
