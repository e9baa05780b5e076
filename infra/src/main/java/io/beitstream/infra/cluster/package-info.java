/** What a Flink cluster is given: libraries for its own folder, and the job in one jar. */
@NullMarked
package io.beitstream.infra.cluster;

import org.jspecify.annotations.NullMarked;
