/**
 * Pre-norm transformers of the usual kind, for images and for texts: what CLIP, SigLIP and DINO are
 * built of.
 */
@NullMarked
package io.beitstream.model.tower;

import org.jspecify.annotations.NullMarked;
