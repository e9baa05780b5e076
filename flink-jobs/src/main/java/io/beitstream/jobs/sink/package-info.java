/** Where records go: Kafka topics, Avro and Parquet files. */
@NullMarked
package io.beitstream.jobs.sink;

import org.jspecify.annotations.NullMarked;
