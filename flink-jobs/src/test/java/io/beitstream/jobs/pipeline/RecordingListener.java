package io.beitstream.jobs.pipeline;

import io.beitstream.schemas.Stage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a listener hears. */
final class RecordingListener implements StageListener {
    final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void entered(Stage stage) {
        heard.add("into " + stage);
    }

    @Override
    public void left(Stage stage, long nanos, boolean well) {
        heard.add((well ? "out of " : "failed in ") + stage);
    }

    @Override
    public void batched(Stage stage, int batchSize, long queueNanos, long runNanos) {
        heard.add("batch of " + batchSize + " in " + stage);
    }
}
