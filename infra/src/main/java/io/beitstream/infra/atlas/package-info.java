/** The page of a codebook: each code with patches that fall on it. */
@NullMarked
package io.beitstream.infra.atlas;

import org.jspecify.annotations.NullMarked;
