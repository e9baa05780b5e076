/** Files that others may read at any moment, and files that nobody else sees. */
@NullMarked
package io.beitstream.model.file;

import org.jspecify.annotations.NullMarked;
