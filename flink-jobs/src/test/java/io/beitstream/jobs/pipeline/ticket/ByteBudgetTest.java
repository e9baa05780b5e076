package io.beitstream.jobs.pipeline.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> events = new ArrayList<>();

    @Test
    void whatIsTakenCounts() {
        budget.take(30);
        assertThat(budget.used()).isEqualTo(30);
        assertThat(budget.isExhausted()).isFalse();

        budget.take(70);
        assertThat(budget.isExhausted()).isTrue();

        budget.giveBack(1);
        assertThat(budget.used()).isEqualTo(99);
        assertThat(budget.isExhausted()).isFalse();
    }

    @Test
    void aReservationThatFitsIsGrantedAtOnce() {
        assertThat(budget.reserve(60)).isCompleted();
        assertThat(budget.reserve(40)).isCompleted();

        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void aReservationThatDoesNotFitWaitsForWhatIsGivenBack() {
        budget.take(50);
        budget.reserve(10);
        CompletableFuture<Void> waiting = budget.reserve(50);
        assertThat(waiting).isNotDone();

        budget.giveBack(9);
        assertThat(waiting).isNotDone();
        budget.giveBack(1);

        assertThat(waiting).isCompleted();
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void aReservationLargerThanTheBudgetRunsAlone() {
        CompletableFuture<Void> small = budget.reserve(1);
        CompletableFuture<Void> huge = budget.reserve(1000);
        CompletableFuture<Void> next = budget.reserve(1000);
        assertThat(small).isCompleted();
        assertThat(huge).isNotDone();

        budget.unreserve(1);
        assertThat(huge).isCompleted();
        assertThat(next).isNotDone();

        budget.unreserve(1000);
        assertThat(next).isCompleted();
    }

    @Test
    void oneReservationIsGrantedThoughWhatIsTakenFillsTheBudget() {
        budget.take(500);

        assertThat(budget.reserve(10)).isCompleted();
        assertThat(budget.reserve(10)).isNotDone();
        assertThat(budget.used()).isEqualTo(510);
    }

    @Test
    void laterReservationsDoNotOvertakeEarlierOnes() {
        budget.reserve(60);
        budget.reserve(50).thenRun(() -> events.add("first"));
        budget.reserve(10).thenRun(() -> events.add("second"));
        assertThat(events).isEmpty();

        budget.unreserve(60);

        assertThat(events).containsExactly("first", "second");
    }

    @Test
    void aReservationThatIsWithdrawnIsNeitherGrantedNorInTheWay() {
        budget.reserve(60);
        CompletableFuture<Void> withdrawn = budget.reserve(90);
        CompletableFuture<Void> next = budget.reserve(40);

        withdrawn.cancel(false);
        budget.unreserve(10);

        assertThat(next).isCompleted();
        assertThat(budget.used()).isEqualTo(90);
    }

    @Test
    void aReservationThatIsWithdrawnWhileItIsGrantedIsGivenBack() {
        budget.reserve(100);
        List<CompletableFuture<Void>> second = new ArrayList<>();
        budget.reserve(50).thenRun(() -> second.get(0).cancel(false));
        second.add(budget.reserve(50));

        budget.unreserve(100);

        assertThat(second.get(0)).isCancelled();
        assertThat(budget.used()).isEqualTo(50);
    }

    @Test
    void aReservationTurnsIntoWhatIsTaken() {
        budget.reserve(80);
        budget.settle(80, 30);
        assertThat(budget.used()).isEqualTo(30);

        budget.giveBack(30);
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsSettledMakesRoomForWhoeverWaits() {
        budget.reserve(80);
        CompletableFuture<Void> waiting = budget.reserve(60);

        budget.settle(80, 30);

        assertThat(waiting).isCompleted();
        assertThat(budget.used()).isEqualTo(90);
    }

    @Test
    void aTaskThatWaitsForRoomRunsOnceAsSoonAsThereIsSome() {
        budget.take(120);
        budget.whenRoom(() -> events.add("room"));

        budget.giveBack(20);
        assertThat(events).isEmpty();
        budget.giveBack(1);
        assertThat(events).containsExactly("room");
        budget.giveBack(1);
        assertThat(events).containsExactly("room");
    }

    @Test
    void aTaskRunsAtOnceWhileThereIsRoom() {
        budget.whenRoom(() -> events.add("room"));

        assertThat(events).containsExactly("room");
    }

    @Test
    void aTaskThatTakesTheRoomMayWaitAgain() {
        budget.take(100);
        budget.whenRoom(
                () -> {
                    budget.take(10);
                    budget.whenRoom(() -> events.add("again"));
                });

        budget.giveBack(5);
        assertThat(events).isEmpty();
        budget.giveBack(10);
        assertThat(events).containsExactly("again");
    }

    @Test
    void aBudgetHoldsAtLeastOneByte() {
        assertThatThrownBy(() -> new ByteBudget(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a budget needs at least one byte");
        assertThat(new ByteBudget(1).limit()).isEqualTo(1);
    }

    @Test
    void subtasksWithOneLimitShareABudgetAndZeroIsAQuarterOfTheHeap() {
        assertThat(JvmBudget.of(12345)).isSameAs(JvmBudget.of(12345));
        assertThat(JvmBudget.of(12345).limit()).isEqualTo(12345);
        assertThat(JvmBudget.of(54321)).isNotSameAs(JvmBudget.of(12345));
        assertThat(JvmBudget.of(0).limit()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }
}
