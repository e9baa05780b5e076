/** The search page and its HTTP API. */
@NullMarked
package io.beitstream.infra.search.server;

import org.jspecify.annotations.NullMarked;
