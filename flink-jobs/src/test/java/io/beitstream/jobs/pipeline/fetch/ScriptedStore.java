package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A fetcher whose stores answer as a test says, with one byte if it says nothing. */
final class ScriptedStore implements Transport, FetchListener {
    private static final FetchOptions OPTIONS = FetchOptions.DEFAULTS;

    private final ManualTimer timer = new ManualTimer();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final StoreBreakers breakers = new StoreBreakers(OPTIONS, timer, () -> 0.5);
    private final UriImageFetcher fetcher =
            new UriImageFetcher(
                    OPTIONS, breakers, new Stores(OPTIONS, timer, Map.of(), () -> this), timer);
    private final Map<String, Deque<AttemptException>> answers = new HashMap<>();
    private final Map<String, AttemptException> always = new HashMap<>();
    private final Set<String> hanging = new HashSet<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<String, CompletableFuture<byte[]>> results = new HashMap<>();
    private final Map<String, Ticket> tickets = new HashMap<>();
    private final Map<CompletableFuture<byte[]>, Runnable> inFlight = new LinkedHashMap<>();
    private AttemptException down;
    private String lastAttempted = "";
    private boolean byHand;
    private int opened;
    private int closed;
    private int retries;

    ScriptedStore() {
        breakers.addListener(this);
    }

    void answers(String image, AttemptException... failures) {
        answers.put(image, new ArrayDeque<>(Arrays.asList(failures)));
    }

    void answersAlways(String image, AttemptException failure) {
        always.put(image, failure);
    }

    void hangs(String image) {
        hanging.add(image);
    }

    void answersNormally() {
        answers.clear();
        always.clear();
    }

    void isDown(AttemptException failure) {
        down = failure;
    }

    void isUp() {
        down = null;
    }

    void answersByHand() {
        byHand = true;
    }

    void answersAtOnce() {
        byHand = false;
    }

    CompletableFuture<byte[]> fetch(String image) {
        return fetch(URI.create("https://images.example/" + image), image);
    }

    CompletableFuture<byte[]> fetch(String host, int image) {
        return fetch(URI.create("https://" + host + "/" + image), host + image);
    }

    private CompletableFuture<byte[]> fetch(URI uri, String name) {
        Ticket ticket = Ticket.issue(budget, timer, Duration.ofMinutes(2), 0);
        CompletableFuture<byte[]> result = fetcher.fetch(uri, ticket);
        tickets.put(name, ticket);
        results.put(name, result);
        return result;
    }

    @Override
    public CompletableFuture<byte[]> attempt(URI uri, Ticket ticket) {
        String image = uri.getPath().substring(1);
        lastAttempted = image;
        attempts.merge(image, 1, Integer::sum);
        CompletableFuture<byte[]> attempt = new CompletableFuture<>();
        inFlight.put(attempt, () -> answer(image, ticket, attempt));
        attempt.whenComplete((bytes, error) -> inFlight.remove(attempt));
        if (!byHand) {
            answer(image, ticket, attempt);
        }
        return attempt;
    }

    private void answer(String image, Ticket ticket, CompletableFuture<byte[]> attempt) {
        Deque<AttemptException> script = answers.getOrDefault(image, new ArrayDeque<>());
        if (down != null) {
            attempt.completeExceptionally(down);
        } else if (always.containsKey(image)) {
            attempt.completeExceptionally(always.get(image));
        } else if (!script.isEmpty()) {
            attempt.completeExceptionally(script.remove());
        } else if (!hanging.contains(image)) {
            ticket.take(1);
            attempt.complete(new byte[1]);
        }
    }

    void answerAllInFlight() {
        new ArrayList<>(inFlight.values()).forEach(Runnable::run);
    }

    void cancelInFlight() {
        results.get(lastAttempted).cancel(false);
    }

    void advance(Duration time) {
        timer.advance(time);
    }

    int attempts(String image) {
        return attempts.getOrDefault(image, 0);
    }

    int attempts() {
        return attempts.values().stream().mapToInt(Integer::intValue).sum();
    }

    int inFlight() {
        return inFlight.size();
    }

    CompletableFuture<byte[]> result(String image) {
        return results.get(image);
    }

    Ticket ticket(String image) {
        return tickets.get(image);
    }

    List<String> openStores() {
        return breakers.openStores();
    }

    boolean isHolding() {
        return breakers.isHolding();
    }

    long bytesUsed() {
        return budget.used();
    }

    int opened() {
        return opened;
    }

    int closed() {
        return closed;
    }

    int retries() {
        return retries;
    }

    static StageException failure(CompletableFuture<byte[]> result) {
        assertThat(result).isDone();
        Throwable thrown = catchThrowable(result::get);
        assertThat(thrown).hasCauseInstanceOf(StageException.class);
        return (StageException) thrown.getCause();
    }

    @Override
    public void breakerOpened(String store) {
        opened++;
    }

    @Override
    public void breakerClosed(String store) {
        closed++;
    }

    @Override
    public void retried(String store) {
        retries++;
    }

    @Override
    public void close() {}
}
