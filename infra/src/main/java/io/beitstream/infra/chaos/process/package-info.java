/** The system under test: brokers, cluster and client, each a process of its own. */
@NullMarked
package io.beitstream.infra.chaos.process;

import org.jspecify.annotations.NullMarked;
