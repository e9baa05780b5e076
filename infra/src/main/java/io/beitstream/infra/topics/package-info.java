/** The topics of a stream: what they should be like, and what they are like. */
@NullMarked
package io.beitstream.infra.topics;

import org.jspecify.annotations.NullMarked;
