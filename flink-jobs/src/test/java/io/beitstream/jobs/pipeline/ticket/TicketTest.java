package io.beitstream.jobs.pipeline.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TicketTest {
    private final ManualTimer timer = new ManualTimer();
    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> events = new ArrayList<>();

    @Test
    void theImageIsGivenUpAtItsDeadline() {
        Ticket ticket = issue(0);
        ticket.whenGivenUp(() -> events.add("aborted"));

        timer.advance(Duration.ofMillis(9_999));
        assertThat(ticket.isGivenUp()).isFalse();
        assertThat(ticket.left()).isEqualTo(Duration.ofMillis(1));
        timer.advance(Duration.ofMillis(1));

        assertThat(ticket.isGivenUp()).isTrue();
        assertThat(ticket.left()).isEqualTo(Duration.ZERO);
        assertThat(events).containsExactly("aborted");
    }

    @Test
    void theClockStandsWhileItIsPaused() {
        Ticket ticket = issue(0);
        timer.advance(Duration.ofSeconds(4));

        ticket.pause();
        timer.advance(Duration.ofHours(1));
        assertThat(ticket.left()).isEqualTo(Duration.ofSeconds(6));
        ticket.resume();

        assertThat(ticket.left()).isEqualTo(Duration.ofSeconds(6));
        timer.advance(Duration.ofMillis(5_999));
        assertThat(ticket.isGivenUp()).isFalse();
        timer.advance(Duration.ofMillis(1));
        assertThat(ticket.isGivenUp()).isTrue();
    }

    @Test
    void theClockRunsOnWithTheLastOfSeveralPauses() {
        Ticket ticket = issue(0);
        ticket.pause();
        timer.advance(Duration.ofSeconds(20));
        ticket.pause();
        ticket.resume();
        timer.advance(Duration.ofSeconds(20));
        assertThat(ticket.isGivenUp()).isFalse();
        assertThat(ticket.left()).isEqualTo(Duration.ofSeconds(10));

        ticket.resume();
        timer.advance(Duration.ofSeconds(10));

        assertThat(ticket.isGivenUp()).isTrue();
    }

    @Test
    void anAlarmThatRingsWhileTheClockStandsGivesNothingUp() {
        LateTimer late = new LateTimer();
        Ticket ticket = Ticket.issue(budget, late, Duration.ofSeconds(10), 0);
        ticket.pause(); // the alarm has begun to ring, and cannot be taken back
        late.now += Duration.ofSeconds(11).toNanos();
        late.alarms.get(0).run();
        assertThat(ticket.isGivenUp()).isFalse();

        ticket.resume();
        late.alarms.get(0).run();
        assertThat(ticket.isGivenUp()).isFalse();
        late.now += Duration.ofSeconds(10).toNanos();
        late.alarms.get(late.alarms.size() - 1).run();

        assertThat(ticket.isGivenUp()).isTrue();
    }

    @Test
    void givingUpAbortsOnce() {
        Ticket ticket = issue(0);
        ticket.whenGivenUp(() -> events.add("first"));
        ticket.whenGivenUp(() -> events.add("second"));

        ticket.giveUp();
        ticket.giveUp();
        timer.advance(Duration.ofMinutes(1));

        assertThat(events).containsExactly("first", "second");
    }

    @Test
    void whoRegistersTooLateIsAbortedAtOnce() {
        Ticket ticket = issue(0);
        ticket.giveUp();

        ticket.whenGivenUp(() -> events.add("late"));

        assertThat(events).containsExactly("late");
    }

    @Test
    void anImageThatIsThroughAbortsNothing() {
        Ticket ticket = issue(0);
        ticket.whenGivenUp(() -> events.add("aborted"));

        ticket.close();
        ticket.giveUp();
        ticket.whenGivenUp(() -> events.add("late"));
        timer.advance(Duration.ofMinutes(1));

        assertThat(events).isEmpty();
        assertThat(ticket.isGivenUp()).isTrue();
        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void aTicketThatIsClosedWhilePausedSetsNoAlarm() {
        Ticket ticket = issue(0);
        ticket.pause();
        ticket.close();
        ticket.resume();

        assertThat(timer.scheduled()).isZero();
    }

    @Test
    void itsShareIsItsRecordAndWhatItTakes() {
        Ticket ticket = issue(10);
        ticket.take(25);
        assertThat(budget.used()).isEqualTo(35);

        ticket.giveBack(5);
        assertThat(budget.used()).isEqualTo(30);
        ticket.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aReservationIsSettledForWhatIsHeldOfIt() {
        Ticket ticket = issue(10);
        assertThat(ticket.reserve(70)).isCompleted();
        assertThat(budget.used()).isEqualTo(80);

        ticket.settle(20);
        assertThat(budget.used()).isEqualTo(30);
        ticket.settle(0);
        assertThat(budget.used()).isEqualTo(30);
        ticket.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void closingGivesBackWhatIsReserved() {
        Ticket ticket = issue(10);
        assertThat(ticket.reserve(70)).isCompleted();

        ticket.close();

        assertThat(budget.used()).isZero();
    }

    @Test
    void nothingIsCountedAfterTheImageIsThrough() {
        Ticket ticket = issue(10);
        assertThat(ticket.reserve(20)).isCompleted();
        ticket.close();

        ticket.take(5);
        ticket.giveBack(5);
        ticket.settle(20);
        ticket.close();
        ticket.reserve(7);

        assertThat(budget.used()).isZero();
    }

    @Test
    void whoWaitsForBytesLetsGoWhenTheImageIsGivenUp() {
        Ticket holder = issue(0);
        assertThat(holder.reserve(90)).isCompleted();
        Ticket waiting = issue(0);
        CompletableFuture<Void> granted = waiting.reserve(50);
        assertThat(granted).isNotDone();

        waiting.giveUp();
        assertThat(granted).isCompletedExceptionally();
        holder.close();
        waiting.close();

        assertThat(budget.used()).isZero();
    }

    @Test
    void aReservationThatIsGrantedAfterTheEndIsGivenBack() {
        Ticket holder = issue(0);
        assertThat(holder.reserve(90)).isCompleted();
        Ticket gone = issue(0);
        gone.reserve(50);
        gone.close();

        holder.close();

        assertThat(budget.used()).isZero();
    }

    @Test
    void imagesThatHoldTheirFilesStillGetToDecodeInTurn() {
        Ticket first = issue(90);
        Ticket second = issue(90);
        CompletableFuture<Void> decodingFirst = first.reserve(200);
        CompletableFuture<Void> decodingSecond = second.reserve(200);
        assertThat(decodingFirst).isCompleted();
        assertThat(decodingSecond).isNotDone();

        first.settle(30);
        assertThat(decodingSecond).isCompleted();
        second.settle(30);
        first.close();
        second.close();

        assertThat(budget.used()).isZero();
    }

    private Ticket issue(long bytes) {
        return Ticket.issue(budget, timer, Duration.ofSeconds(10), bytes);
    }

    /** A timer whose alarms ring when the test says so, even those that were taken back. */
    private static final class LateTimer implements DeadlineTimer {
        final List<Runnable> alarms = new ArrayList<>();
        long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Scheduled schedule(Runnable task, long delayNanos) {
            alarms.add(task);
            return () -> {};
        }
    }
}
