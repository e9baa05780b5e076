/** One optimisation step as a TorchScript module: loss, gradients, clipping, AdamW. */
@NullMarked
package io.beitstream.model.training.step;

import org.jspecify.annotations.NullMarked;
