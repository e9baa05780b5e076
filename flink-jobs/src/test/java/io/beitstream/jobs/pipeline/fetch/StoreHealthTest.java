package io.beitstream.jobs.pipeline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreHealthTest {
    @Test
    void theShareThatFailsIsThatOfOthersSinceTheImageBegan() {
        StoreHealth health = new StoreHealth(1_000);
        assertThat(health.failingSince(0, "image")).isEqualTo(0.5);
        for (int i = 0; i < 20; i++) {
            health.ended("well-" + i, false, i);
        }
        health.ended("image", true, 30);
        assertThat(health.failingSince(30, "image")).as("others alone").isEqualTo(0.5);
        health.ended("a", true, 31);
        health.ended("b", false, 32);
        health.ended("a", true, 33);

        assertThat(health.failingSince(30, "image")).isEqualTo(3 / 5.0);
        assertThat(health.failingSince(0, "image")).isEqualTo(3 / 25.0);
    }

    @Test
    void aSickStoreIsForgottenAfterAWhile() {
        StoreHealth health = new StoreHealth(100);
        for (int i = 0; i < 7; i++) {
            health.ended("failed-" + i, true, 0);
        }
        assertThat(health.isSick(0)).as("too few to tell").isFalse();
        health.ended("failed-7", true, 0);
        assertThat(health.isSick(100)).isTrue();
        assertThat(health.isSick(101)).isFalse();
    }

    @Test
    void anImageCountsOnceInItsStoresHealth() {
        StoreHealth health = new StoreHealth(100);
        for (int i = 0; i < 20; i++) {
            health.ended("poison", true, i);
            health.ended("sound-" + i % 7, false, i);
        }

        assertThat(health.isSick(20)).isFalse();
    }
}
