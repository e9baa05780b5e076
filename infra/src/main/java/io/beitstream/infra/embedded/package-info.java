/** A real broker and a real cluster inside this JVM. */
@NullMarked
package io.beitstream.infra.embedded;

import org.jspecify.annotations.NullMarked;
