/**
 * The teachers that a tokenizer is distilled from: frozen networks that map images to patch
 * features.
 */
@NullMarked
package io.beitstream.model.training.teacher;

import org.jspecify.annotations.NullMarked;
