/** What is kept of a job between its runs, and how the next run finds it. */
@NullMarked
package io.beitstream.infra.state;

import org.jspecify.annotations.NullMarked;
