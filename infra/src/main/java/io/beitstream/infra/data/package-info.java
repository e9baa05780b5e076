/** Training data that must be brought first: shards and tables from elsewhere, copied once. */
@NullMarked
package io.beitstream.infra.data;

import org.jspecify.annotations.NullMarked;
