/** Which precision a device is fastest in, measured. */
@NullMarked
package io.beitstream.model.precision;

import org.jspecify.annotations.NullMarked;
