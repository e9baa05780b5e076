/** Principal components, and the whitening of embeddings by them. */
@NullMarked
package io.beitstream.model.whitening;

import org.jspecify.annotations.NullMarked;
