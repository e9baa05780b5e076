/** What was computed of an image serves for others with the same file. */
@NullMarked
package io.beitstream.jobs.pipeline.reuse;

import org.jspecify.annotations.NullMarked;
