/** The records of our topics as rows of Flink SQL. */
@NullMarked
package io.beitstream.jobs.sql.format;

import org.jspecify.annotations.NullMarked;
