package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EpochStepsTest {
    @Test
    void aSingleRowThatIsLeftGoesIntoTheBatchBefore() {
        EpochSteps steps = new EpochSteps(4);

        assertThat(steps.count(9)).isEqualTo(2);
        assertThat(steps.end(1, 9)).isEqualTo(9);
    }

    @Test
    void aSingleRowAloneIsABatch() {
        assertThat(new EpochSteps(4).count(1)).isEqualTo(1);
        assertThat(new EpochSteps(4).end(0, 1)).isEqualTo(1);
    }

    @Test
    void everyRowIsInOneBatch() {
        for (int size = 1; size <= 5; size++) {
            EpochSteps steps = new EpochSteps(size);
            for (int rows = 0; rows <= 23; rows++) {
                int next = 0;
                for (int step = 0; step < steps.count(rows); step++) {
                    assertThat(steps.begin(step)).isEqualTo(next);
                    next = steps.end(step, rows);
                }
                assertThat(next).as("%d rows by %d", rows, size).isEqualTo(rows);
            }
        }
    }
}
