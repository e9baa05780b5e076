/** The columns that something here can fill, as people declare them in SQL. */
@NullMarked
package io.beitstream.jobs.sql.column;

import org.jspecify.annotations.NullMarked;
