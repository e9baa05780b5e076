package io.beitstream.jobs.pipeline.reuse;

import io.beitstream.jobs.pipeline.outcome.Features;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The models that the stages of one subtask compute with now, where these can change. Features that
 * others have computed are not theirs. The stages of a subtask are opened on one thread, and each
 * thread has one of these; any thread may ask it.
 */
public final class ServingModels {
    private static final ThreadLocal<ServingModels> OF_THIS_TASK =
            ThreadLocal.withInitial(ServingModels::new);

    private final SortedMap<Integer, String> ids = new ConcurrentSkipListMap<>();

    ServingModels() {}

    /** That of the task whose thread this is. */
    public static ServingModels ofThisTask() {
        return OF_THIS_TASK.get();
    }

    /**
     * A network serves.
     *
     * @param place of the network among those of its job, in an image's order
     */
    public void serves(int place, String modelId) {
        ids.put(place, modelId);
    }

    /** A network's stage is closed. */
    public void ended(int place) {
        ids.remove(place);
    }

    /** The ids, in an image's order; empty where models cannot change. */
    public List<String> ids() {
        return List.copyOf(ids.values());
    }

    /** Whether features are what these models would compute. */
    public boolean have(Features features) {
        List<String> now = ids();
        return now.isEmpty() || now.equals(features.modelIds());
    }
}
