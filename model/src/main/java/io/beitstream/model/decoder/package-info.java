/** From visual tokens back to pixels. */
@NullMarked
package io.beitstream.model.decoder;

import org.jspecify.annotations.NullMarked;
