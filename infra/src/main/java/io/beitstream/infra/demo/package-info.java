/** The demo: pictures to show, the run itself, the page it leaves behind. */
@NullMarked
package io.beitstream.infra.demo;

import org.jspecify.annotations.NullMarked;
