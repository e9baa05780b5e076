/** Dead letters: finding, describing and replaying them. */
@NullMarked
package io.beitstream.infra.deadletters;

import org.jspecify.annotations.NullMarked;
