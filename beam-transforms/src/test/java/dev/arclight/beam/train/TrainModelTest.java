package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.data.TensorBlockCoder;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.distributed.localsgd.RowDigest;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Module;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainModelTest {
    private static final Clouds CLOUDS = new Clouds(200, 5);
    private static final int ROUNDS = 5;

    @TempDir
    Path folder;

    private TrainModel training() {
        return TrainModel.of(Clouds.network())
                .withFeatures("point")
                .withLabel("cloud")
                .withLearningRate(0.05)
                .withBatchSize(16)
                .withAveragingPeriod(2)
                .withRounds(ROUNDS)
                .withShards(3)
                .withSeed(11);
    }

    private byte[] train(TestRunner runner, TrainModel training, List<TensorBlock> blocks, String name)
            throws IOException {
        TestPipeline pipeline = runner.pipeline();
        pipeline.apply("Rows", Create.of(blocks).withCoder(TensorBlockCoder.of()))
                .apply(
                        "Train",
                        training.to(
                                folder.resolve(name).toString(),
                                folder.resolve(name + "-model").toString()));
        pipeline.run().waitUntilFinish();
        return weights(folder.resolve(name + "-model"));
    }

    static byte[] weights(Path model) throws IOException {
        return Files.readAllBytes(model.resolve(ModelFolder.WEIGHTS));
    }

    /** The same rounds without a pipeline: shard by shard, one after the other. */
    private byte[] plainLoop(TrainModel training, String name) throws IOException {
        TrainingPlan plan =
                training.to(folder.resolve(name + "-plain").toString(), "").plan();
        List<List<TensorBlock>> parts = new ArrayList<>();
        for (int shard = 0; shard < plan.shards(); shard++) {
            parts.add(new ArrayList<>());
        }
        for (TensorBlock row : CLOUDS.blocks(1, 0)) {
            Map<String, Tensor> columns = new LinkedHashMap<>();
            columns.put(ShardFiles.FEATURES, row.column("point"));
            columns.put(ShardFiles.LABEL, row.column("cloud"));
            TensorBlock named = TensorBlock.of(columns);
            parts.get(RowDigest.partition(ShardFiles.digests(named)[0], plan.shards()))
                    .add(named);
        }
        List<Shard> shards = new ArrayList<>();
        for (int shard = 0; shard < plan.shards(); shard++) {
            shards.add(ShardFiles.write(plan, shard, parts.get(shard)));
        }
        Rounds rounds = Rounds.of(plan, shards);
        LocalTrainer trainer = new LocalTrainer(plan);
        TrainingState state = trainer.state();
        for (int round = 0; round < rounds.count(); round++) {
            double weight = 0;
            double[] sum = new double[state.values().length];
            List<TrainingState> states = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            for (Shard shard : shards) {
                StateChunk done = trainer.run(
                                state,
                                ShardFiles.rows(shard),
                                shard.id(),
                                rounds.at(round),
                                plan.optimizer().rateFactors(rounds.steps()))
                        .get(0);
                states.add(StateChunk.join(List.of(done)));
                weights.add(done.weight());
                weight += done.weight();
            }
            for (int i = 0; i < states.size(); i++) {
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += weights.get(i) / weight * states.get(i).values()[j];
                }
            }
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) sum[i];
            }
            state = new TrainingState(mean, states.get(0).counts());
        }
        TrainedNetwork trained = TrainedNetwork.of(plan, state, shards.get(0));
        ModelFolder.save(trained.network(), trained.signature(), folder.resolve(name + "-plain-model"));
        return weights(folder.resolve(name + "-plain-model"));
    }

    @ParameterizedTest
    @CsvSource({"DIRECT, 1, 1", "DIRECT, 7, 2", "FLINK_BATCH, 16, 4"})
    void everyRunnerAndEveryBundlingGivesTheBytesOfAPlainLoop(TestRunner runner, int blockRows, long order)
            throws IOException {
        byte[] trained = train(runner, training(), CLOUDS.blocks(blockRows, order), "work");

        assertThat(trained).isEqualTo(plainLoop(training(), "plain"));
    }

    @Test
    void theMemoryOfAnOptimizerIsAveragedOrResetAlike() throws IOException {
        for (String policy : List.of("average", "reset")) {
            TrainModel adam = training().withOptimizer("adam").withOptimizerState(policy);

            assertThat(train(TestRunner.DIRECT, adam, CLOUDS.blocks(20, 1), policy))
                    .isEqualTo(plainLoop(adam, policy));
        }
    }

    @Test
    void oneShardGivesWhatALoopInOneProgramGives() throws IOException {
        TrainModel one =
                training().withShards(1).withShuffle(false).withRounds(3).withAveragingPeriod(4);
        byte[] trained = train(TestRunner.DIRECT, one, CLOUDS.blocks(50, 1), "one");

        assertThat(trained).isEqualTo(handWritten(12));
    }

    @SuppressWarnings("try") // Scopes are there to be closed.
    private byte[] handWritten(int steps) throws IOException {
        // The order of a shard is that of the digests of features and label.
        List<TensorBlock> sorted = CLOUDS.blocks(1, 9).stream()
                .sorted(Comparator.comparingLong(row -> {
                    Map<String, Tensor> columns = new LinkedHashMap<>();
                    columns.put("features", row.column("point"));
                    columns.put("label", row.column("cloud"));
                    return ShardFiles.digests(TensorBlock.of(columns))[0];
                }))
                .toList();
        String architecture = NetworkJson.write(Clouds.network());
        Module network;
        try (Generator.Scope own = Generator.seeded(11).use()) {
            network = NetworkJson.read(architecture);
        }
        SGD optimizer = new SGD(List.of(new ParamGroup(network.parameters()).lr(0.05))).momentum(0.9);
        try (NumThreads.Scope single = NumThreads.of(1)) {
            for (int step = 0; step < steps; step++) {
                List<TensorBlock> batch = sorted.subList(step * 16, Math.min(sorted.size(), step * 16 + 16));
                Tensor points = Tensor.cat(
                        batch.stream().map(row -> row.column("point")).toList(), 0);
                Tensor clouds = Tensor.cat(
                        batch.stream().map(row -> row.column("cloud")).toList(), 0);
                optimizer.zeroGrad();
                Functional.crossEntropy(network.forward(points), clouds).backward();
                optimizer.step();
            }
        }
        Path model = folder.resolve("hand-written");
        ModelFolder.save(
                network.eval(),
                TrainedNetwork.signature(training().plan(), network, DType.FLOAT32, Clouds.FEATURES),
                model);
        return weights(model);
    }

    @Test
    void anotherSeedGivesAnotherModel() throws IOException {
        byte[] one = train(TestRunner.DIRECT, training(), CLOUDS.blocks(50, 1), "one");
        byte[] other = train(TestRunner.DIRECT, training().withSeed(12), CLOUDS.blocks(50, 1), "other");

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void reportsSayHowEachRoundWent() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        TrainModel.Result result = pipeline.apply("Rows", Create.of(CLOUDS.blocks(50, 1)))
                .apply(
                        "Train",
                        training()
                                .to(
                                        folder.resolve("work").toString(),
                                        folder.resolve("model").toString()));

        PAssert.that(result.reports()).satisfies(all -> {
            List<RoundReport> reports = StreamSupport.stream(all.spliterator(), false)
                    .sorted(Comparator.comparingInt(RoundReport::round))
                    .toList();
            assertThat(reports).extracting(RoundReport::round).containsExactly(1, 2, 3, 4, 5);
            assertThat(reports.get(4).loss()).isLessThan(reports.get(0).loss());
            assertThat(reports.get(0).examples()).isEqualTo(3 * 2 * 16);
            return null;
        });
        PAssert.that(result.model()).containsInAnyOrder(folder.resolve("model").toString());
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aModelOfSeveralPiecesComesBackWhole() {
        float[] values = new float[2 * StateChunk.MOST_VALUES + 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1000;
        }
        List<StateChunk> chunks =
                new ArrayList<>(StateChunk.split(new TrainingState(values, new long[] {3}), 0, 1, 1, 0));
        Collections.reverse(chunks);

        TrainingState joined = StateChunk.join(chunks);

        assertThat(joined.values()).isEqualTo(values);
        assertThat(joined.counts()).containsExactly(3);
        List<StateChunk> twice = new ArrayList<>(chunks);
        twice.add(chunks.get(0));
        assertThat(StateChunk.join(twice).values()).isEqualTo(values);
        assertThatThrownBy(() -> StateChunk.join(chunks.subList(1, 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("of 3 pieces there are [0, 1]");
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedAtOnce() {
        assertThatThrownBy(() -> training().withOptimizer("adm"))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("optimizer is 'adm', expected one of [sgd, adam,");
        assertThatThrownBy(() -> training().withLearningRate(0))
                .hasMessage("learningRate is 0.0, expected greater than 0");
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        assertThatThrownBy(() -> pipeline.apply(Create.of(CLOUDS.blocks(50, 1))).apply(training()))
                .hasMessage("TrainModel has no folders; call to(workFolder, modelFolder)");
        assertThatThrownBy(() -> pipeline.apply("B", Create.of(CLOUDS.blocks(50, 1)))
                        .apply("C", training().to(folder.toString(), "/")))
                .hasMessage("TrainModel has no folders; call to(workFolder, modelFolder)");
        assertThatThrownBy(() -> training().to("work[1]", "model"))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the work folder is 'work[1]', and file systems take *, ?,");
    }

    /** Blocks whose rows count that much, all alike. */
    private static List<TensorBlock> weighted(float weight) {
        return CLOUDS.blocks(50, 1).stream()
                .map(block -> {
                    Map<String, Tensor> columns = new LinkedHashMap<>();
                    block.names().forEach(name -> columns.put(name, block.column(name)));
                    columns.put(
                            "counts", Tensor.ones(DType.FLOAT32, block.rows()).mul(weight));
                    return TensorBlock.of(columns);
                })
                .toList();
    }

    @Test
    void whatCannotBeLearntFromIsRefusedAndNoModelIsWritten() {
        TrainModel counted = training().withWeight("counts");

        assertThatThrownBy(() -> train(TestRunner.DIRECT, counted, weighted(0), "zero"))
                .hasMessageContaining("all weights in column 'counts' are 0; give rows that count a weight above");
        assertThatThrownBy(() -> train(TestRunner.DIRECT, counted, weighted(-1), "negative"))
                .hasMessageContaining("column 'counts' has a weight of -1.0, expected finite numbers from 0");
        assertThatThrownBy(() -> train(TestRunner.DIRECT, training(), List.of(), "none"))
                .hasMessageContaining("there are no rows to learn from; check the input's path and filters");

        for (String name : List.of("zero", "negative", "none")) {
            assertThat(folder.resolve(name + "-model")).doesNotExist();
        }
    }

    @Test
    void aTrainingWhoseLastStepOverflowsFails() {
        TrainModel steep = training().withRounds(1).withAveragingPeriod(1).withLearningRate(1e300);

        // The only loss is that of the first weights, and finite.
        assertThatThrownBy(() -> train(TestRunner.DIRECT, steep, CLOUDS.blocks(50, 1), "steep"))
                .hasMessageContaining("a number of the network or of its optimizer is ")
                .hasMessageContaining(" at the end of round 1 in shard ");

        assertThat(folder.resolve("steep-model")).doesNotExist();
    }
}
