/** The BEiT v2 feature model. */
@NullMarked
package io.beitstream.model.beit;

import org.jspecify.annotations.NullMarked;
