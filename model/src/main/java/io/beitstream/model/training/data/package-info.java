/** From a dataset to training samples: index, order, augmentation, block masks. */
@NullMarked
package io.beitstream.model.training.data;

import org.jspecify.annotations.NullMarked;
