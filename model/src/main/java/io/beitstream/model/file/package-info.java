/** Files that others may read at any moment. */
@NullMarked
package io.beitstream.model.file;

import org.jspecify.annotations.NullMarked;
