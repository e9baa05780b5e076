/**
 * Models of Flink SQL: {@code CREATE MODEL} with our provider, and what {@code ML_PREDICT} runs.
 */
@NullMarked
package io.beitstream.jobs.sql.predict;

import org.jspecify.annotations.NullMarked;
