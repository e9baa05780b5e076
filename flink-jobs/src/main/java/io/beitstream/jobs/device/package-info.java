/** Which of a machine's devices a subtask works on; decided on the worker. */
@NullMarked
package io.beitstream.jobs.device;

import org.jspecify.annotations.NullMarked;
