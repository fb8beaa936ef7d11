package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.spark.data.FeatureBuffer;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchScorerTest {
    private static final int WIDTH = 784;
    private static final int CLASSES = 10;

    @TempDir
    private Path work;

    @Test
    void a_row_s_scores_do_not_depend_on_the_batch_that_it_is_in() {
        Model model = load(Models.mlp(WIDTH, 33, CLASSES), CLASSES, WIDTH);
        Tensor rows = Tensor.randn(Generator.seeded(3), 50, WIDTH);
        float[] whole = forward(model.module(), rows).toFloatArray();

        for (int batchRows : new int[] {1, 2, 7, 16, 50, 64}) {
            BatchScorer scorer = new BatchScorer(model, new int[] {WIDTH}, CLASSES, batchRows);
            for (int from = 0; from < 50; from += batchRows) {
                int count = Math.min(batchRows, 50 - from);
                fill(scorer.features(), rows, from, count);
                scorer.score(count);
                for (int row = 0; row < count; row++) {
                    int at = (from + row) * CLASSES;
                    assertThat(scorer.scoresOf(row))
                            .as("row %d in batches of %d", from + row, batchRows)
                            .isEqualTo(Arrays.copyOfRange(whole, at, at + CLASSES));
                }
            }
        }
    }

    @Test
    void full_batches_are_scored_compiled_by_as_many_sessions_as_work_at_a_time() {
        Model model = load(Models.mlp(4, 3, 2), 2, 4);
        Tensor rows = Tensor.randn(Generator.seeded(4), 12, 4);
        float[] whole = forward(model.module(), rows).toFloatArray();
        BatchScorer one = new BatchScorer(model, new int[] {4}, 2, 3);
        BatchScorer other = new BatchScorer(model, new int[] {4}, 2, 3);

        for (int from = 0; from < 12; from += 3) {
            for (BatchScorer scorer : List.of(one, other)) {
                fill(scorer.features(), rows, from, 3);
                scorer.score(3);
                assertThat(scorer.scores()).isEqualTo(Arrays.copyOfRange(whole, 2 * from, 2 * from + 6));
            }
        }

        CompiledSessions sessions = CompiledSessions.of(LoadedModel.of(model));
        assertThat(sessions.refusal()).isNull();
        assertThat(sessions.idle()).isOne();
    }

    @Test
    void a_model_that_looks_at_its_numbers_is_scored_as_it_is() {
        Module peeking = new Module() {
            @Override
            public Tensor forward(Tensor input) {
                return input.mul(input.select(0, 0).sum().item());
            }
        };
        Model model = new Model(peeking.eval(), load(Models.mlp(2, 2, 2), 2, 2).signature(), "peeking");
        BatchScorer scorer = new BatchScorer(model, new int[] {2}, 2, 2);
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);

        for (int batch = 0; batch < 3; batch++) {
            fill(scorer.features(), rows, 0, 2);
            scorer.score(2);
            assertThat(scorer.scores()).containsExactly(3, 6, 9, 12);
        }

        assertThat(CompiledSessions.of(LoadedModel.of(model)).refusal())
                .contains("differs from that of its forward pass");
    }

    @Test
    void a_batch_that_the_model_cannot_take_does_not_end_compiled_scoring() {
        Module lookup = new Sequential(new ToDtype(DType.INT64, false), new Embedding(3, 2), new Flatten());
        Model model = new Model(lookup.eval(), Models.signature(2, 1), "lookup");
        BatchScorer scorer = new BatchScorer(model, new int[] {1}, 2, 2);
        Tensor good = Tensor.of(new float[] {0, 2}, 2, 1);
        Tensor bad = Tensor.of(new float[] {0, 7}, 2, 1);
        for (Tensor rows : List.of(good, good, bad, good)) {
            fill(scorer.features(), rows, 0, 2);
            if (rows == bad) {
                assertThatThrownBy(() -> scorer.score(2)).hasMessageContaining("7");
                assertThat(CompiledSessions.of(LoadedModel.of(model)).idle())
                        .as("the session is kept")
                        .isOne();
            } else {
                scorer.score(2);
                assertThat(scorer.scores()).isEqualTo(forward(lookup, rows).toFloatArray());
            }
        }

        assertThat(CompiledSessions.of(LoadedModel.of(model)).refusal()).isNull();
    }

    @Test
    void results_that_are_not_taken_do_not_end_compiled_scoring() {
        LoadedModel model = LoadedModel.of(load(Models.mlp(4, 3, 2), 2, 4));
        NetworkRunner runner = new NetworkRunner(model, 1);
        Tensor[] batch = {Tensor.randn(Generator.seeded(5), 3, 4)};
        runner.run(batch, true, results -> {});

        assertThatThrownBy(() -> runner.run(batch, true, results -> {
                    throw new IllegalStateException("no room");
                }))
                .hasMessage("no room");

        assertThat(CompiledSessions.of(model).idle()).isOne();
        assertThat(CompiledSessions.of(model).refusal()).isNull();
    }

    @Test
    void a_model_whose_code_fails_while_it_is_compiled_is_scored_as_it_is() {
        Module shy = new Module() {
            @Override
            public Tensor forward(Tensor input) {
                if (Interception.current() != null) {
                    throw new IllegalStateException("not while somebody looks");
                }
                return input.mul(2);
            }
        };
        Model model = new Model(shy.eval(), load(Models.mlp(2, 2, 2), 2, 2).signature(), "shy");
        BatchScorer scorer = new BatchScorer(model, new int[] {2}, 2, 2);
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);

        for (int batch = 0; batch < 3; batch++) {
            fill(scorer.features(), rows, 0, 2);
            scorer.score(2);
            assertThat(scorer.scores()).containsExactly(2, 4, 6, 8);
        }

        assertThat(CompiledSessions.of(LoadedModel.of(model)).refusal()).contains("not while somebody looks");
    }

    @Test
    void the_class_is_the_first_of_the_greatest_scores() {
        Model model = load(Models.linear(new float[] {0}, new float[] {1}, new float[] {1}), 3, 1);
        BatchScorer scorer = new BatchScorer(model, new int[] {1}, 3, 2);
        fill(scorer.features(), Tensor.of(new float[] {5, -5}, 2, 1), 0, 2);

        scorer.score(2);

        assertThat(scorer.classOf(0)).isEqualTo(1);
        assertThat(scorer.classOf(1)).isZero();
        assertThat(scorer.score(0, 2)).isEqualTo(5);
    }

    @Test
    void a_row_with_an_output_that_is_no_number_has_no_class() {
        Model model = load(Models.linear(new float[] {1, 0}, new float[] {0, 1}), 2, 2);
        BatchScorer scorer = new BatchScorer(model, new int[] {2}, 2, 3);
        float nan = Float.NaN;
        fill(scorer.features(), Tensor.of(new float[] {nan, 1, 1, nan, 1, 2}, 3, 2), 0, 3);

        scorer.score(3);

        assertThat(scorer.classOf(0)).isEqualTo(BatchScorer.NO_CLASS);
        assertThat(scorer.classOf(1)).isEqualTo(BatchScorer.NO_CLASS);
        assertThat(scorer.classOf(2)).isEqualTo(1);
        assertThat(scorer.probabilitiesOf(1)).containsExactly(nan, nan);
    }

    @Test
    void probabilities_of_large_scores_are_finite_and_sum_to_one() {
        Model model = load(Models.linear(new float[] {1}, new float[] {-1}), 2, 1);
        BatchScorer scorer = new BatchScorer(model, new int[] {1}, 2, 1);
        fill(scorer.features(), Tensor.of(new float[] {1000}, 1, 1), 0, 1);

        scorer.score(1);

        assertThat(scorer.probabilitiesOf(0)).containsExactly(1, 0);
    }

    @Test
    void a_model_that_gives_other_than_its_signature_says_is_named() {
        Model model = load(Models.linear(new float[] {1}, new float[] {2}), 3, 1);
        BatchScorer scorer = new BatchScorer(model, new int[] {1}, 3, 4);

        assertThatThrownBy(() -> scorer.score(4))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("shape [4, 2] for 4 rows, expected 3 values a row");
    }

    @Test
    void two_folders_with_the_same_files_share_one_model() {
        Module network = Models.mlp(4, 3, 2);
        String first = Models.save(work.resolve("first"), network, Models.signature(2, 4));
        String second = Models.save(work.resolve("second"), network, Models.signature(2, 4));
        Configuration configuration = new Configuration(false);

        assertThat(ScoringModel.load(first, configuration)).isEqualTo(ScoringModel.load(second, configuration));
        assertThat(ScoringModel.load(first, configuration)).isSameAs(ScoringModel.load(first, configuration));
    }

    private Model load(Module module, int outputs, int... inputShape) {
        Path folder = work.resolve("model");
        ModelFolder.save(module, Models.signature(DType.FLOAT32, outputs, inputShape), folder, true);
        return ModelFolder.load(folder);
    }

    private static void fill(FeatureBuffer buffer, Tensor rows, int from, int count) {
        buffer.tensor(count, rows.size(1)).copy_(rows.narrow(0, from, count));
    }

    private static Tensor forward(Module module, Tensor input) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return module.forward(input);
        }
    }
}
