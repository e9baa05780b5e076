/** Recipes: the settings of a training as JSON, laid over one another and resolved once. */
@NullMarked
package io.beitstream.model.training.recipe;

import org.jspecify.annotations.NullMarked;
