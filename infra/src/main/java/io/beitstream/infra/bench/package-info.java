/** Measurements in one run: what takes turns is compared, and the whole with its parts. */
@NullMarked
package io.beitstream.infra.bench;

import org.jspecify.annotations.NullMarked;
