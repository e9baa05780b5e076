/** The command line: one class a command. */
@NullMarked
package io.beitstream.infra.cli;

import org.jspecify.annotations.NullMarked;
