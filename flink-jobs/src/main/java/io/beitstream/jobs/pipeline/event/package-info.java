/** Source records become references to images. */
@NullMarked
package io.beitstream.jobs.pipeline.event;

import org.jspecify.annotations.NullMarked;
