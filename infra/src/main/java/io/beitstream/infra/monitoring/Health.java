package io.beitstream.infra.monitoring;

import java.util.List;

/** Whether a process does its work. Thread-safe, and quick to answer. */
public interface Health {
    /** What only a new process can mend, in words; empty if there is nothing. */
    List<String> whyNotLive();

    /** What it still waits for, in words; empty if it is at work. */
    List<String> whyNotReady();
}
