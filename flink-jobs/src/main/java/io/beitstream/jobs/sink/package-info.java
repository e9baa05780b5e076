/** Where records go: Kafka topics, Avro files. */
@NullMarked
package io.beitstream.jobs.sink;

import org.jspecify.annotations.NullMarked;
