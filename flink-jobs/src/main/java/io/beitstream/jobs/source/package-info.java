/** Where image events come from: Kafka topics, folders, tar archives. */
@NullMarked
package io.beitstream.jobs.source;

import org.jspecify.annotations.NullMarked;
