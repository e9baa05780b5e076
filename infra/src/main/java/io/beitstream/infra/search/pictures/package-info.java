/** Where an index's pictures come from, and their thumbnails. */
@NullMarked
package io.beitstream.infra.search.pictures;

import org.jspecify.annotations.NullMarked;
