/** What runs on this machine says how it is: metrics for Prometheus, and probes. */
@NullMarked
package io.beitstream.infra.monitoring;

import org.jspecify.annotations.NullMarked;
