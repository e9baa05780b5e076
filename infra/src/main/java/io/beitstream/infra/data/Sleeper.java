package io.beitstream.infra.data;

import java.time.Duration;

/** Lets a thread wait; a parameter, so that tests do not. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
}
