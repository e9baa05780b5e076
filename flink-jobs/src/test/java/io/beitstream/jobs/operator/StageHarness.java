package io.beitstream.jobs.operator;

import io.beitstream.jobs.pipeline.outcome.Deletion;
import io.beitstream.jobs.pipeline.outcome.ImageContext;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.jobs.pipeline.ticket.ByteBudget;
import io.beitstream.jobs.pipeline.ticket.ManualTimer;
import io.beitstream.jobs.pipeline.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A stage's operator on the thread of the test, which is its task's too. */
final class StageHarness extends OneInputStreamOperatorTestHarness<SourceRecord, Outcome> {
    private StageHarness(StageOperatorFactory<SourceRecord> factory) throws Exception {
        super(factory);
    }

    /** An operator that is not open yet. */
    static StageHarness of(StageOperatorFactory<SourceRecord> factory) throws Exception {
        StageHarness task = new StageHarness(factory);
        task.setup(ChainedTypeInfo.<Outcome>inChain(Outcome.class).createSerializer(null));
        return task;
    }

    static Outcome outcome(String text) {
        Ticket ticket =
                Ticket.issue(new ByteBudget(1), new ManualTimer(), Duration.ofSeconds(1), 0);
        return new Deletion(ImageContext.unread(record(text, 1)), ticket);
    }

    static SourceRecord record(String key, int bytes) {
        return new SourceRecord(
                "images", 0, 0, 0, key.getBytes(StandardCharsets.UTF_8), new byte[bytes]);
    }

    void process(String key) throws Exception {
        process(key, 1);
    }

    void process(String key, int bytes) throws Exception {
        processElement(record(key, bytes), 0);
    }

    /** Runs when the operator next waits. */
    void later(Runnable work) {
        getTaskMailbox().put(new Mail(work::run, TaskMailbox.MAX_PRIORITY, "of the test"));
    }

    /** Runs what the operator's task has to do now. */
    void work() throws Exception {
        while (true) {
            var mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            if (mail.isEmpty()) {
                return;
            }
            mail.get().run();
        }
    }

    /** The keys of what has come out. */
    List<String> out() {
        return extractOutputValues().stream()
                .map(outcome -> outcome.context().source().key())
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }
}
