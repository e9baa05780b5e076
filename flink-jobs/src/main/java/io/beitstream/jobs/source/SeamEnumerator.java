package io.beitstream.jobs.source;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * An enumerator of two sources that ends with the first subtask that begins again, so that the job
 * goes on from its last checkpoint as a whole.
 *
 * <p>Flink's (2.2.1) would go on with the others. It still counts the subtask as one that has read
 * the first source, and changes over while its files are read a second time; and after the change
 * it may send it back to the first source with nothing to read, where it waits for ever.
 */
final class SeamEnumerator
        extends ForwardingEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> {
    private final Set<Integer> begun = new HashSet<>();

    SeamEnumerator(SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> enumerator) {
        super(enumerator);
    }

    @Override
    public void addReader(int subtask) {
        if (!begun.add(subtask)) {
            throw new FlinkRuntimeException(
                    "subtask %d begins again, and with it all others, from the last checkpoint"
                            .formatted(subtask));
        }
        super.addReader(subtask);
    }
}
