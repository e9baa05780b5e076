/** What a machine of another size would do: a simulation from measured costs. */
@NullMarked
package io.beitstream.infra.bench.scale;

import org.jspecify.annotations.NullMarked;
