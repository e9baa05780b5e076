package io.beitstream.jobs.operator;

import io.beitstream.jobs.device.Placement;
import io.beitstream.jobs.pipeline.ImageStage;
import io.beitstream.jobs.pipeline.StageListener;
import io.beitstream.jobs.pipeline.outcome.Outcome;
import io.beitstream.jobs.pipeline.outcome.SourceRecord;
import io.beitstream.schemas.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A stage whose results and whose room a test decides on. */
final class FakeStage implements ImageStage<SourceRecord> {
    /** What the next provider opens; a provider is serialized, and this is not. */
    private static FakeStage next;

    private static Exception failure;

    final List<CompletableFuture<Outcome>> results = new ArrayList<>();
    final List<Runnable> waiting = new ArrayList<>();
    CompletableFuture<Outcome> answer; // of the next input; null for one that the test completes
    boolean room = true;
    boolean closed;

    @Override
    public CompletableFuture<Outcome> process(SourceRecord input) {
        CompletableFuture<Outcome> result = answer == null ? new CompletableFuture<>() : answer;
        answer = null;
        results.add(result);
        return result;
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void whenRoom(Runnable task) {
        waiting.add(task);
    }

    void makeRoom() {
        room = true;
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    @Override
    public void close() {
        closed = true;
        for (CompletableFuture<Outcome> result : results) {
            result.cancel(false);
        }
    }

    StageProvider<SourceRecord> provider() {
        next = this;
        failure = null;
        return new Provider();
    }

    static StageProvider<SourceRecord> failing(Exception e) {
        failure = e;
        return new Provider();
    }

    private record Provider() implements StageProvider<SourceRecord> {
        @Override
        public ImageStage<SourceRecord> open(StageListener listener, Placement placement)
                throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            return next;
        }

        @Override
        public List<Stage> stages() {
            return List.of(Stage.FETCH);
        }

        @Override
        public SourceRecord sourceOf(SourceRecord input) {
            return input;
        }
    }
}
