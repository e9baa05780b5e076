/** Single images become batches: one micro-batcher a network, one batch at a time a device. */
@NullMarked
package io.beitstream.jobs.pipeline.inference;

import org.jspecify.annotations.NullMarked;
