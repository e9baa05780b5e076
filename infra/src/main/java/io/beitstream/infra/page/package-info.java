/** What the pages that are written as one file have in common. */
@NullMarked
package io.beitstream.infra.page;

import org.jspecify.annotations.NullMarked;
