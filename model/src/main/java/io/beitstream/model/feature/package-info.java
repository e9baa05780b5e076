/**
 * What all encoders have in common: the methods of their networks, and what is selected of them.
 */
@NullMarked
package io.beitstream.model.feature;

import org.jspecify.annotations.NullMarked;
