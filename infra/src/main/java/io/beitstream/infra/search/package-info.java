/** Search by picture, by words and by near duplicates: what an index answers. */
@NullMarked
package io.beitstream.infra.search;

import org.jspecify.annotations.NullMarked;
