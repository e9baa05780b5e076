/** DINO, DINOv2 and DINOv3: self-supervised vision transformers with one set of names. */
@NullMarked
package io.beitstream.model.dino;

import org.jspecify.annotations.NullMarked;
