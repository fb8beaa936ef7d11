package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.distributed.localsgd.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static TrainModel training() {
        return TrainModel.of(Clouds.network()).withFeatures("point").withBatchSize(10);
    }

    private static Shard shard(int id, int rows, double weight, Integer... shape) {
        return new Shard(id, "file" + id, rows, 0, weight, "float32", List.of(shape));
    }

    @Test
    void aPeriodAboveTheEpochIsOneRoundOfIt() {
        TrainingPlan plan =
                training().withAveragingPeriod(Integer.MAX_VALUE).withEpochs(3).plan();

        Rounds rounds = Rounds.of(plan, List.of(shard(0, 95, 95, 6)));

        assertThat(rounds.perEpoch()).isEqualTo(1);
        assertThat(rounds.count()).isEqualTo(3);
        assertThat(rounds.at(2)).isEqualTo(new Round(2, 2, 0, 10, 20));
        assertThat(rounds.steps()).isEqualTo(30);
    }

    @Test
    void roundsEndWithTheirEpoch() {
        TrainingPlan plan = training().withAveragingPeriod(4).withEpochs(2).plan();

        Rounds rounds = Rounds.of(plan, List.of(shard(0, 95, 95, 6), shard(1, 3, 3, 6)));

        assertThat(rounds.perEpoch()).isEqualTo(3);
        assertThat(rounds.at(2)).isEqualTo(new Round(2, 0, 8, 2, 8));
        assertThat(rounds.endsEpoch(2)).isTrue();
        assertThat(rounds.endsEpoch(3)).isFalse();
    }

    @Test
    void moreStepsThanAnIntCountsAreRefused() {
        TrainingPlan rounds = training()
                .withAveragingPeriod(1)
                .withBatchSize(1)
                .withEpochs(3_000_000)
                .plan();
        TrainingPlan steps = training().withBatchSize(1).withEpochs(3_000_000).plan();

        assertThatThrownBy(() -> Rounds.of(rounds, List.of(shard(0, 1000, 1000, 6))))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the training has 3000000000 rounds and 3000000000 steps");
        assertThatThrownBy(() -> Rounds.of(steps, List.of(shard(0, 1000, 1000, 6))))
                .hasMessageStartingWith("the training has 60000000 rounds and 3000000000 steps");
    }

    @Test
    void shardsWhoseFeaturesDifferAreRefused() {
        assertThatThrownBy(() -> Rounds.of(training().plan(), List.of(shard(0, 5, 5, 2, 3), shard(4, 5, 5, 6))))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "rows differ in their features: in column 'point' shard 0 has float32[2, 3] in a row, shard 4"
                                + " float32[6]; give the column a shape and a dtype where it is read");
    }

    @Test
    void aListOfShardsComesBackFromItsLines() {
        Shard shard = new Shard(3, "gs://work/a b", 7, 2, 5.25, "uint8", List.of(28, 28));

        assertThat(Shard.ofLine(shard.line())).isEqualTo(shard);
        assertThatThrownBy(() -> Shard.ofLine("3\tfile\t7\t2\tuint8\t28"))
                .hasMessageEndingWith("which this version does not write; delete the training's folder to begin anew");
    }
}
