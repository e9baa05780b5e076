package io.beitstream.jobs.pipeline.fetch;

import io.beitstream.jobs.pipeline.ticket.DeadlineTimer;

/** What all images of a fetcher share. */
record FetchSettings(
        RetryOptions retry, Backoff backoff, StoreBreakers breakers, DeadlineTimer timer) {}
