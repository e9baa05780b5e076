/** Measurements that compare, side by side in one run. */
@NullMarked
package io.beitstream.infra.bench;

import org.jspecify.annotations.NullMarked;
