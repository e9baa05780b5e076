package io.beitstream.jobs.pipeline;

import io.beitstream.schemas.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes what a listener hears. */
final class RecordingListener implements StageListener {
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void entered(Stage stage) {
        note("into " + stage);
    }

    @Override
    public void left(Stage stage, long nanos, boolean well) {
        note((well ? "out of " : "failed in ") + stage);
    }

    @Override
    public void batched(Stage stage, int batchSize, long queueNanos, long runNanos) {
        note("batch of " + batchSize + " in " + stage);
    }

    private void note(String what) {
        synchronized (heard) {
            heard.add(what);
            heard.notifyAll();
        }
    }

    /** Waits until so much has been heard: an outcome is handed on before it is counted. */
    void await(int count) throws InterruptedException {
        synchronized (heard) {
            while (heard.size() < count) {
                heard.wait();
            }
        }
    }
}
