/** An image's way from its record to its features, in plain Java: stages that compose. */
@NullMarked
package io.beitstream.jobs.pipeline;

import org.jspecify.annotations.NullMarked;
