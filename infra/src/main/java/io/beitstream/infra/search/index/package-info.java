/** An index of images on disk, and what fills it from topics. */
@NullMarked
package io.beitstream.infra.search.index;

import org.jspecify.annotations.NullMarked;
