/** Every metric, with its unit and meaning, and what measures them. */
@NullMarked
package io.beitstream.jobs.metrics;

import org.jspecify.annotations.NullMarked;
