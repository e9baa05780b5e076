package io.beitstream.infra.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IndexKillITCase {
    @Test
    void aKilledIndexGoesOnAndEqualsOneThatWasLeftAlone() throws Exception {
        KillTrial.Outcome outcome = new KillTrial(2_000, 1).run();

        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.images()).isBetween(300L, 666L);
        assertThat(outcome.withTokens()).isPositive();
        assertThat(outcome.committedAtKills()).hasSize(1).allMatch(records -> records > 0);
    }
}
