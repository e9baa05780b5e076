package io.beitstream.jobs.training;

import io.beitstream.model.training.data.SampleOrder;
import io.beitstream.model.training.data.SamplePlan;
import io.beitstream.model.training.run.RunDescription;
import java.io.IOException;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** The samples of a trainer in a round, step by step. */
final class SamplesOfRound implements FlatMapFunction<Integer, SampleReference> {
    private static final long serialVersionUID = 1L;

    private final TrainingRound round;

    SamplesOfRound(TrainingRound round) {
        this.round = round;
    }

    @Override
    public void flatMap(Integer trainer, Collector<SampleReference> out) throws IOException {
        collect(round.run().description(), round.round(), trainer, out);
    }

    /** The samples, given by the run's description alone. */
    static void collect(
            RunDescription run, int round, int trainer, Collector<SampleReference> out) {
        SamplePlan plan = run.plan();
        SampleOrder order = new SampleOrder(run.config().seed(), run.samples());
        int last = run.stepsAfter(round);
        for (int step = run.stepsAfter(round - 1); step < last; step++) {
            int epoch = plan.epoch(step);
            for (int slot = 0; slot < plan.batchSize(); slot++) {
                int index = order.index(epoch, plan.place(step, trainer, slot));
                out.collect(new SampleReference(epoch, index));
            }
        }
    }
}
