/** The compiler: modules defined in Java become TorchScript archives that libtorch loads. */
@NullMarked
package io.beitstream.model.script;

import org.jspecify.annotations.NullMarked;
