/** Tensors in host memory: a type, a shape and little-endian bytes. Knows no engine. */
@NullMarked
package io.beitstream.model.tensor;

import org.jspecify.annotations.NullMarked;
