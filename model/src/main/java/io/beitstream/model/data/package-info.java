/** From a dataset to training samples: index, order, augmentation, block masks. */
@NullMarked
package io.beitstream.model.data;

import org.jspecify.annotations.NullMarked;
