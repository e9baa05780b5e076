/** What came out: every image once, and how soon after each fault. */
@NullMarked
package io.beitstream.infra.chaos.verify;

import org.jspecify.annotations.NullMarked;
