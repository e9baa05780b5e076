/** Where image events come from: Kafka topics, folders, tar archives, Parquet files. */
@NullMarked
package io.beitstream.jobs.source;

import org.jspecify.annotations.NullMarked;
