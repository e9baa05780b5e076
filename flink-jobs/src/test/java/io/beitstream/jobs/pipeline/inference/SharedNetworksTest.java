package io.beitstream.jobs.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beitstream.model.DeviceException;
import io.beitstream.model.InferenceOptions;
import io.beitstream.model.image.Preprocessing;
import io.beitstream.model.image.ResampleFilter;
import io.beitstream.model.image.RgbImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedNetworksTest {
    private static final RgbImage IMAGE = new RgbImage(2, 2, new byte[12]);
    private static final InferenceSettings SETTINGS =
            InferenceSettings.of(InferenceOptions.CPU_FP32, 1, Duration.ofMillis(1));

    @Test
    void leasesShareOneNetworkUntilTheLastIsReturned() throws Exception {
        FakeNetworks<Integer> networks = new FakeNetworks<>("a", ones());
        NetworkLoader<Integer> loader = networks.loader();
        SharedNetworks.Lease<Integer> first = SharedNetworks.lease(loader, SETTINGS);
        SharedNetworks.Lease<Integer> second = SharedNetworks.lease(loader, SETTINGS);

        first.close();
        first.close(); // counts once
        assertThat(networks.loaded).hasSize(1);
        assertThat(networks.loaded.get(0).closed).isFalse();
        assertThat(second.batcher().submit(IMAGE).get().output()).isEqualTo(1);
        second.close();

        assertThat(networks.loaded.get(0).closed).isTrue();
        SharedNetworks.lease(loader, SETTINGS).close();
        assertThat(networks.loaded).hasSize(2);
    }

    @Test
    void otherSettingsAreAnotherNetwork() throws Exception {
        FakeNetworks<Integer> networks = new FakeNetworks<>("b", ones());
        NetworkLoader<Integer> loader = networks.loader();
        InferenceSettings larger =
                InferenceSettings.of(InferenceOptions.CPU_FP32, 2, Duration.ofMillis(1));
        try (SharedNetworks.Lease<Integer> one = SharedNetworks.lease(loader, SETTINGS);
                SharedNetworks.Lease<Integer> other = SharedNetworks.lease(loader, larger)) {
            assertThat(other.network()).isNotSameAs(one.network());
            assertThat(other.batcher().largestBatch()).isEqualTo(2);
        }
    }

    @Test
    void aBrokenNetworkIsNeverLeasedAgain() throws Exception {
        AtomicBoolean lost = new AtomicBoolean(true);
        FakeNetworks<Integer> networks =
                new FakeNetworks<>(
                        "c",
                        batch -> {
                            if (lost.get()) {
                                throw new DeviceException(DeviceException.Kind.LOST, "pretended");
                            }
                            return ones().apply(batch);
                        });
        NetworkLoader<Integer> loader = networks.loader();
        SharedNetworks.Lease<Integer> old = SharedNetworks.lease(loader, SETTINGS);
        SharedNetworks.Lease<Integer> lastOfOld = SharedNetworks.lease(loader, SETTINGS);
        assertThatThrownBy(() -> old.batcher().submit(IMAGE).get())
                .hasCauseInstanceOf(EngineFailureException.class);
        lost.set(false);

        SharedNetworks.Lease<Integer> fresh = SharedNetworks.lease(loader, SETTINGS);

        assertThat(networks.loaded).hasSize(2);
        assertThat(fresh.batcher().submit(IMAGE).get().output()).isEqualTo(1);
        old.close();
        assertThat(networks.loaded.get(0).closed).isFalse();
        lastOfOld.close();
        assertThat(networks.loaded.get(0).closed).isTrue();
        assertThat(networks.loaded.get(1).closed).isFalse();

        SharedNetworks.Lease<Integer> next = SharedNetworks.lease(loader, SETTINGS);
        assertThat(next.network()).isSameAs(fresh.network());
        fresh.close();
        next.close();
        assertThat(networks.loaded.get(1).closed).isTrue();
    }

    @Test
    void aNetworkThatCannotBeLoadedIsTriedAgainNextTime() throws Exception {
        AtomicBoolean missing = new AtomicBoolean(true);
        NetworkLoader<Integer> sound = new FakeNetworks<>("d", ones()).loader();
        NetworkLoader<Integer> loader =
                new NetworkLoader<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public LoadedNetwork<Integer> load() throws IOException {
                        if (missing.get()) {
                            throw new IOException("not mounted");
                        }
                        return sound.load();
                    }

                    @Override
                    public String device() {
                        return "d";
                    }
                };
        assertThatThrownBy(() -> SharedNetworks.lease(loader, SETTINGS))
                .isInstanceOf(IOException.class)
                .hasMessage("not mounted");
        missing.set(false);

        try (SharedNetworks.Lease<Integer> lease = SharedNetworks.lease(loader, SETTINGS)) {
            assertThat(lease.batcher().submit(IMAGE).get().output()).isEqualTo(1);
        }
    }

    @Test
    void loadingANetworkKeepsNobodyWaitingWhoWantsAnother() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        FakeNetworks<Integer> large = new FakeNetworks<>("i", ones());
        NetworkLoader<Integer> slow =
                large.loader(
                        () -> {
                            loading.countDown();
                            await(gate);
                        });
        ExecutorService subtasks = Executors.newFixedThreadPool(2);
        Future<SharedNetworks.Lease<Integer>> one =
                subtasks.submit(() -> SharedNetworks.lease(slow, SETTINGS));
        Future<SharedNetworks.Lease<Integer>> same =
                subtasks.submit(() -> SharedNetworks.lease(slow, SETTINGS));
        loading.await();

        NetworkLoader<Integer> other = new FakeNetworks<>("i", ones()).loader();
        try (SharedNetworks.Lease<Integer> lease = SharedNetworks.lease(other, SETTINGS)) {
            assertThat(lease.batcher().submit(IMAGE).get().output()).isEqualTo(1);
        }

        assertThat(one).isNotDone();
        assertThat(same).isNotDone();
        gate.countDown();
        assertThat(one.get().batcher()).isSameAs(same.get().batcher());
        assertThat(large.loaded).hasSize(1);
        one.get().close();
        same.get().close();
        subtasks.shutdown();
    }

    @Test
    void aNetworkIsLoadedAgainOnlyWhenItIsClosed() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        FakeNetworks<Integer> networks = new FakeNetworks<>("j", ones());
        NetworkLoader<Integer> loader = networks.loader();
        SharedNetworks.Lease<Integer> first = SharedNetworks.lease(loader, SETTINGS);
        networks.loaded.get(0).atClosing =
                () -> {
                    closing.countDown();
                    await(gate);
                };
        ExecutorService subtasks = Executors.newFixedThreadPool(2);
        Future<?> closed = subtasks.submit(first::close);
        closing.await();

        Future<SharedNetworks.Lease<Integer>> next =
                subtasks.submit(() -> SharedNetworks.lease(loader, SETTINGS));

        assertThat(networks.loaded).hasSize(1); // two of them may be more than the device holds
        gate.countDown();
        closed.get();
        next.get().close();
        assertThat(networks.loaded).hasSize(2);
        subtasks.shutdown();
    }

    @Test
    void theFirstGpuIsOneDeviceByBothItsNames() throws Exception {
        FakeNetworks<Integer> networks = new FakeNetworks<>("gpu", ones());
        NetworkLoader<Integer> any = networks.placeable();
        try (SharedNetworks.Lease<Integer> one = SharedNetworks.lease(any, SETTINGS);
                SharedNetworks.Lease<Integer> same =
                        SharedNetworks.lease(any.on("gpu:0"), SETTINGS);
                SharedNetworks.Lease<Integer> other =
                        SharedNetworks.lease(any.on("gpu:1"), SETTINGS)) {
            assertThat(same.batcher()).isSameAs(one.batcher());
            assertThat(other.batcher()).isNotSameAs(one.batcher());
            assertThat(one.device()).isEqualTo("gpu:0");
            assertThat(other.device()).isEqualTo("gpu:1");
        }
        assertThat(networks.loaded).hasSize(2);
    }

    @Test
    void networksOnTwoDevicesRunAtOnce() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        NetworkLoader<Integer> slow =
                new FakeNetworks<Integer>(
                                "e",
                                batch -> {
                                    inside.countDown();
                                    await(gate);
                                    return ones().apply(batch);
                                })
                        .loader();
        NetworkLoader<Integer> fast = new FakeNetworks<>("f", ones()).loader();
        try (SharedNetworks.Lease<Integer> one = SharedNetworks.lease(slow, SETTINGS);
                SharedNetworks.Lease<Integer> other = SharedNetworks.lease(fast, SETTINGS)) {
            CompletableFuture<?> waiting = one.batcher().submit(IMAGE);
            inside.await();

            assertThat(other.batcher().submit(IMAGE).get().output()).isEqualTo(1);
            assertThat(waiting).isNotDone();
            gate.countDown();
            waiting.get();
        }
    }

    @Test
    void networksOnOneDeviceShareItsTurns() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Function<List<RgbImage>, List<Integer>> watched =
                batch -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    for (int i = 0; i < 1000; i++) {
                        Thread.yield();
                        most.accumulateAndGet(inside.get(), Math::max);
                    }
                    inside.decrementAndGet();
                    return ones().apply(batch);
                };
        NetworkLoader<Integer> first = new FakeNetworks<>("g", watched).loader();
        NetworkLoader<Integer> second = new FakeNetworks<>("g", watched).loader();
        try (SharedNetworks.Lease<Integer> one = SharedNetworks.lease(first, SETTINGS);
                SharedNetworks.Lease<Integer> other = SharedNetworks.lease(second, SETTINGS)) {
            List<CompletableFuture<?>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(one.batcher().submit(IMAGE));
                results.add(other.batcher().submit(IMAGE));
            }
            for (CompletableFuture<?> result : results) {
                result.get();
            }
        }
        assertThat(most.get()).isBetween(1, DeviceShare.of("gpu:0", 2).batches());
    }

    @Test
    void aModelThatTakesOtherSquaresThanItsJobIsRefusedAndLetGo() {
        FakeNetworks<Integer> networks = new FakeNetworks<>("h", ones());
        Preprocessing then = new Preprocessing(8, 4, ResampleFilter.BILINEAR);
        NetworkSpec<Integer> spec = new NetworkSpec<>(networks.loader(), then, "fake@0");

        assertThatThrownBy(() -> spec.lease(SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the model fake@1 takes other images than when the job was defined"
                                + " (rgb8-bilinear4-crop2, not rgb8-bilinear8-crop4): submit the job"
                                + " again");
        assertThat(networks.loaded.get(0).closed).isTrue();
    }

    private static Function<List<RgbImage>, List<Integer>> ones() {
        return batch -> batch.stream().map(image -> 1).toList();
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
