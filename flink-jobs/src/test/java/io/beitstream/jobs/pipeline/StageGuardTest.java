package io.beitstream.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.jobs.pipeline.inference.EngineFailureException;
import io.beitstream.jobs.pipeline.outcome.Failure;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.outcome.StageException;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import io.beitstream.model.DeviceException;
import io.beitstream.schemas.Stage;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StageGuardTest {
    private static final ImageContext CONTEXT =
            ImageContext.unread(new SourceRecord("images", 0, 7, 0, null, new byte[1]));

    private final RecordingListener listener = new RecordingListener();
    private final StageGuard guard = new StageGuard(Stage.DECODE, listener, "decode-failed");
    private final ManualTimer timer = new ManualTimer();
    private final Ticket ticket =
            Ticket.issue(new ByteBudget(100), timer, Duration.ofSeconds(10), 0);
    private final CompletableFuture<String> work = new CompletableFuture<>();

    @Test
    void workThatSucceedsIsCountedOnce() {
        CompletableFuture<String> result = guard.run(ticket, () -> work);
        assertThat(listener.heard).containsExactly("into DECODE");

        work.complete("done");
        timer.advance(Duration.ofMinutes(1));

        assertThat(result).isCompletedWithValue("done");
        assertThat(listener.heard).containsExactly("into DECODE", "out of DECODE");
    }

    @Test
    void anErrorOfTheImageKeepsItsClassAndItsAttempts() {
        CompletableFuture<String> result = guard.run(ticket, () -> work);
        work.completeExceptionally(
                new CompletionException(new StageException("image-corrupt", "no header", 3)));

        Failure failure = failure(result);

        assertThat(failure.stage()).isEqualTo(Stage.DECODE);
        assertThat(failure.errorClass()).isEqualTo("image-corrupt");
        assertThat(failure.message()).isEqualTo("no header");
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(failure.context()).isSameAs(CONTEXT);
        assertThat(failure.ticket()).isSameAs(ticket);
        assertThat(listener.heard).containsExactly("into DECODE", "failed in DECODE");
    }

    @Test
    void anUnknownExceptionIsTheImagesToo() {
        CompletableFuture<String> result = guard.run(ticket, () -> work);
        work.completeExceptionally(new IllegalStateException("odd"));

        Failure failure = failure(result);

        assertThat(failure.errorClass()).isEqualTo("decode-failed");
        assertThat(failure.message()).isEqualTo("java.lang.IllegalStateException: odd");
    }

    @Test
    void workThatThrowsIsAsWorkThatFails() {
        CompletableFuture<String> result =
                guard.run(
                        ticket,
                        () -> {
                            throw new IllegalStateException("at once");
                        });

        assertThat(failure(result).errorClass()).isEqualTo("decode-failed");
        assertThat(listener.heard).containsExactly("into DECODE", "failed in DECODE");
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheJob")
    void whatTheJobMustKnowEscapes(Throwable error) {
        CompletableFuture<String> result = guard.run(ticket, () -> work);
        work.completeExceptionally(new CompletionException(error));

        CompletableFuture<Outcome> outcome = outcome(result);

        assertThatThrownBy(outcome::join)
                .isInstanceOfAny(CompletionException.class, CancellationException.class)
                .satisfies(e -> assertThat(e == error || e.getCause() == error).isTrue());
        assertThat(listener.heard).containsExactly("into DECODE", "failed in DECODE");
    }

    static Throwable[] errorsOfTheJob() {
        return new Throwable[] {
            new EngineFailureException("broken"),
            new DeviceException(DeviceException.Kind.LOST, "lost"),
            new OutOfMemoryError("pretended"),
            new CancellationException("closed")
        };
    }

    @Test
    void theDeadlineGivesOneFailureAndTheLateResultIsIgnored() {
        CompletableFuture<String> stubborn =
                new CompletableFuture<>() {
                    @Override
                    public boolean cancel(boolean mayInterrupt) {
                        return false;
                    }
                };
        CompletableFuture<String> result = guard.run(ticket, () -> stubborn);
        timer.advance(Duration.ofSeconds(10));

        assertThat(failure(result).errorClass()).isEqualTo("decode-timeout");
        assertThat(failure(result).attempts()).isEqualTo(1);
        stubborn.complete("late");

        assertThat(failure(result).errorClass()).isEqualTo("decode-timeout");
        assertThat(listener.heard).containsExactly("into DECODE", "failed in DECODE");
    }

    @Test
    void theDeadlineCancelsTheWork() {
        CompletableFuture<String> result = guard.run(ticket, () -> work);

        ticket.giveUp();

        assertThat(work).isCancelled();
        assertThat(failure(result).errorClass()).isEqualTo("decode-timeout");
    }

    @Test
    void workThatStopsItselfAtTheDeadlineIsATimeoutToo() {
        CompletableFuture<String> result =
                guard.run(
                        ticket,
                        () -> {
                            ticket.whenGivenUp(() -> work.cancel(false));
                            return work;
                        });

        ticket.giveUp();

        assertThat(failure(result).errorClass()).isEqualTo("decode-timeout");
        assertThat(listener.heard).containsExactly("into DECODE", "failed in DECODE");
    }

    @Test
    void anImageThatIsGivenUpAlreadyFailsAtOnce() {
        ticket.giveUp();

        CompletableFuture<String> result = guard.run(ticket, () -> work);

        assertThat(failure(result).errorClass()).isEqualTo("decode-timeout");
        assertThat(work).isCancelled();
    }

    private CompletableFuture<Outcome> outcome(CompletableFuture<String> result) {
        return result.handle(
                (value, error) ->
                        StageGuard.outcome(
                                CONTEXT,
                                ticket,
                                value,
                                error,
                                done -> {
                                    throw new AssertionError("no failure: " + done);
                                }));
    }

    private Failure failure(CompletableFuture<String> result) {
        return (Failure) outcome(result).join();
    }
}
