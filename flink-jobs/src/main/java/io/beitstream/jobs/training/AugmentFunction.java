package io.beitstream.jobs.training;

import io.beitstream.model.TrainingSample;
import io.beitstream.model.image.ImageException;
import io.beitstream.model.training.data.ImageDataset;
import io.beitstream.model.training.data.SampleLocation;
import io.beitstream.model.training.data.SampleMaker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads, decodes and augments samples on its own threads, while the trainer takes its steps. */
final class AugmentFunction extends RichAsyncFunction<SampleReference, AugmentedSample> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AugmentFunction.class);
    private static final int NAMED_IN_LOG = 10;

    private final TrainingRound round;
    private transient ImageDataset dataset;
    private transient SampleMaker maker;
    private transient ExecutorService threads;
    private transient AtomicInteger undecodable;

    @SuppressWarnings("NullAway.Init") // open() fills what is transient
    AugmentFunction(TrainingRound round) {
        this.round = round;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        dataset = round.run().dataset();
        maker = round.run().description().config().sampleMaker(dataset);
        undecodable = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        round.decodeThreads(),
                        BasicThreadFactory.builder()
                                .namingPattern("beitstream-augment-%d")
                                .daemon(true)
                                .build());
    }

    @Override
    public void asyncInvoke(SampleReference reference, ResultFuture<AugmentedSample> result) {
        threads.execute(
                () -> {
                    try {
                        result.complete(List.of(make(reference)));
                    } catch (Throwable e) {
                        // A worker that dies silently would leave the round waiting for ever.
                        result.completeExceptionally(e);
                    }
                });
    }

    private AugmentedSample make(SampleReference reference) throws IOException {
        AtomicInteger replaced = new AtomicInteger();
        TrainingSample sample =
                maker.make(
                        reference.epoch(),
                        reference.index(),
                        (location, error) -> {
                            replaced.incrementAndGet();
                            report(location, error);
                        });
        return new AugmentedSample(sample, replaced.get());
    }

    private void report(SampleLocation location, ImageException error) {
        if (undecodable.incrementAndGet() <= NAMED_IN_LOG) {
            LOG.warn(
                    "{} cannot be decoded and is replaced by another image: {}",
                    location.id(),
                    error.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (threads != null) {
            threads.shutdownNow();
        }
        if (dataset != null) {
            dataset.close();
        }
    }
}
