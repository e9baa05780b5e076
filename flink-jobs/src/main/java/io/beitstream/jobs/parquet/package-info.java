/** Parquet in plain Java: our records as columns, files of any storage, codecs without natives. */
@NullMarked
package io.beitstream.jobs.parquet;

import org.jspecify.annotations.NullMarked;
