package io.beitstream.model.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodebookMergeTest {
    private final List<float[]> codes = new ArrayList<>();
    private final List<float[]> usage = new ArrayList<>();

    @Test
    void versionsOfACodeThatFollowsTheDataGiveTheirMeanDirection() {
        trainer(10, 4);
        trainer(50, 6);

        assertMerged(30, 5);
    }

    @Test
    void aCodeThatOneTrainerHasMovedElsewhereIsTheOneInUse() {
        trainer(0, 0.1);
        trainer(170, 8);

        assertMerged(170, 8);
    }

    @Test
    void aCodeThatEachHasMovedElsewhereIsNotBetweenThem() {
        trainer(90, 8);
        trainer(200, 8);

        assertMerged(90, 8);
    }

    @Test
    void allThatAgreeWithTheMostUsedVersionHaveAPartInIt() {
        trainer(180, 5);
        trainer(20, 9);
        trainer(40, 3);

        assertMerged(30, 6);
    }

    @Test
    void codesAreMergedOneByOne() {
        codes.add(new float[] {1, 0, 0, 1});
        codes.add(new float[] {0, 1, 0, 1});
        usage.add(new float[] {2, 1});
        usage.add(new float[] {3, 2});
        float[] intoCodes = new float[4];
        float[] intoUsage = new float[2];

        new CodebookMerge(codes, usage).merge(intoCodes, intoUsage);

        assertThat(intoCodes).containsExactly(0, 1, 0, 1);
        assertThat(intoUsage).containsExactly(3, 1.5f);
    }

    /** One more trainer, with a single code in the plane. */
    private void trainer(double degrees, double used) {
        double angle = Math.toRadians(degrees);
        codes.add(new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
        usage.add(new float[] {(float) used});
    }

    private void assertMerged(double degrees, double used) {
        float[] code = new float[2];
        float[] share = new float[1];

        new CodebookMerge(codes, usage).merge(code, share);

        assertThat((Math.toDegrees(Math.atan2(code[1], code[0])) + 360) % 360)
                .isCloseTo(degrees, within(1e-4));
        assertThat(Math.hypot(code[0], code[1])).isCloseTo(1, within(1e-6));
        assertThat((double) share[0]).isCloseTo(used, within(1e-6));
    }
}
