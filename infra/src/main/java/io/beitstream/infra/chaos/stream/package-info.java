/** What goes in: images, and the server some of them are fetched from. */
@NullMarked
package io.beitstream.infra.chaos.stream;

import org.jspecify.annotations.NullMarked;
