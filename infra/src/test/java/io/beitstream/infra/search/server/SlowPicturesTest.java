package io.beitstream.infra.search.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.search.IndexStatus;
import io.beitstream.infra.search.IndexedImage;
import io.beitstream.infra.search.pictures.PictureSource;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SlowPicturesTest {
    @Test
    void picturesThatDoNotComeKeepNoSearchWaiting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ColorEncoder encoder = new ColorEncoder();
        FakeIndex index =
                new FakeIndex(
                        new IndexStatus(
                                "slow",
                                ColorEncoder.ID.toString(),
                                encoder.preprocessing().id(),
                                ColorEncoder.DIMENSION,
                                0,
                                0,
                                0));
        float[] vector = new float[ColorEncoder.DIMENSION];
        vector[0] = 1;
        for (int i = 0; i < 40; i++) {
            index.add(new IndexedImage("i" + i, "images", 0, i, 0, 0, Map.of(), null), vector);
        }
        PictureSource slow =
                image -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IOException("the server is closing", e);
                    }
                    return Optional.empty();
                };
        try (SearchServer slowServer =
                SearchServer.start(
                        SearchServerOptions.DEFAULTS.at(SearchServerOptions.DEFAULT_HOST, 0),
                        index,
                        new Towers(encoder, null),
                        slow)) {
            Client asking = new Client(slowServer.address());
            List<CompletableFuture<HttpResponse<byte[]>>> thumbnails = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                thumbnails.add(asking.sendAsync(asking.to("/api/images/i" + i + "/thumbnail")));
            }
            long started = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                asking.get("/api/search?like=i1");
            }
            assertThat(System.nanoTime() - started).isLessThan(Duration.ofSeconds(5).toNanos());
            assertThat(thumbnails).noneMatch(CompletableFuture::isDone);
            release.countDown();
        }
    }
}
