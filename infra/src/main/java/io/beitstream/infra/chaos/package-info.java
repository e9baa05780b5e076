/** Breaks a running system in every way it must survive, and judges what came out. */
@NullMarked
package io.beitstream.infra.chaos;

import org.jspecify.annotations.NullMarked;
