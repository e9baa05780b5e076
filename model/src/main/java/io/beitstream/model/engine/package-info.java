/** Where DJL and libtorch live. Nothing outside this package imports them. */
@NullMarked
package io.beitstream.model.engine;

import org.jspecify.annotations.NullMarked;
