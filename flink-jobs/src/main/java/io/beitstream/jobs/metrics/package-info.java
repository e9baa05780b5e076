/** Every metric name, with its unit and meaning. */
@NullMarked
package io.beitstream.jobs.metrics;

import org.jspecify.annotations.NullMarked;
