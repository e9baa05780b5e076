/** CLIP (Radford et al., 2021). */
@NullMarked
package io.beitstream.model.clip;

import org.jspecify.annotations.NullMarked;
