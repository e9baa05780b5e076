/** What is broken, when, and how. */
@NullMarked
package io.beitstream.infra.chaos.fault;

import org.jspecify.annotations.NullMarked;
