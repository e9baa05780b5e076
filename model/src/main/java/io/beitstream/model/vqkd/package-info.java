/** The VQ-KD tokenizer: a vision transformer, a quantizer on the unit sphere, a small decoder. */
@NullMarked
package io.beitstream.model.vqkd;

import org.jspecify.annotations.NullMarked;
