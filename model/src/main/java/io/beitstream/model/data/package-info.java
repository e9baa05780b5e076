/** What a training sample is made of: block masks. */
@NullMarked
package io.beitstream.model.data;

import org.jspecify.annotations.NullMarked;
