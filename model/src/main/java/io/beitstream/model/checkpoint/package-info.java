/** Weights on disk: safetensors files and model directories. */
@NullMarked
package io.beitstream.model.checkpoint;

import org.jspecify.annotations.NullMarked;
