package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.data.TensorBlockCoder;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.io.ModelFolder;
import dev.arclight.metric.Accuracy;
import dev.arclight.metric.Average;
import dev.arclight.metric.F1Score;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluateModelTest {
    private static final Clouds CLOUDS = new Clouds(300, 8);

    @TempDir
    Path folder;

    private static double accuracy(Module network) {
        TensorBlock all = CLOUDS.blocks(300, 1).get(0);
        Accuracy accuracy = Accuracy.multiclass(Clouds.CLASSES);
        try (GradMode.Scope off = GradMode.noGrad()) {
            Tensor output = network.forward(all.column("point"));
            accuracy.update(output, all.column("cloud"));
        }
        return accuracy.value();
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void metricsOfBundlesAreMergedToThoseOfAllRows(TestRunner runner) {
        String model = TestModels.mlp(folder.resolve("model"), Clouds.FEATURES, Clouds.CLASSES);
        double expected = accuracy(ModelFolder.load(folder.resolve("model")).module());
        TestPipeline pipeline = runner.pipeline();
        PCollection<Row> measured = pipeline.apply(Create.of(CLOUDS.blocks(17, 1)))
                .apply(EvaluateModel.of(model)
                        .withFeatures("point")
                        .withLabel("cloud")
                        .withMetric("accuracy", Accuracy.multiclass(Clouds.CLASSES))
                        .withMetric("f1", F1Score.multiclass(Clouds.CLASSES).average(Average.MACRO)));

        PAssert.thatSingleton(measured).satisfies(row -> {
            assertThat(row.getDouble("accuracy")).isEqualTo(expected);
            assertThat(row.getDouble("f1")).isBetween(0.0, 1.0);
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aQuantizedModelIsWrittenAndMeasuredBesideTheOriginal() {
        String model = TestModels.mlp(folder.resolve("model"), Clouds.FEATURES, Clouds.CLASSES);
        Module network = ModelFolder.load(folder.resolve("model")).module();
        double inFloat = accuracy(network);
        double inInt8 = accuracy(DynamicQuantization.quantize(network));
        String target = folder.resolve("int8").toString();
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<Row> report = pipeline.apply(Create.of(CLOUDS.blocks(50, 1)))
                .apply(QuantizeModel.of(model)
                        .withFeatures("point")
                        .withLabel("cloud")
                        .withMetric("accuracy", Accuracy.multiclass(Clouds.CLASSES))
                        .to(target));

        assertThat(report.getSchema().getFieldNames())
                .containsExactly("accuracy", "accuracy_int8", "bytes_before", "bytes_after");
        PAssert.thatSingleton(report).satisfies(row -> {
            assertThat(row.getDouble("accuracy")).isEqualTo(inFloat);
            assertThat(row.getDouble("accuracy_int8")).isEqualTo(inInt8);
            assertThat(row.getInt64("bytes_after")).isLessThan(row.getInt64("bytes_before"));
            return null;
        });
        pipeline.run().waitUntilFinish();
        assertThat(accuracy(ModelFolder.load(Path.of(target)).module())).isEqualTo(inInt8);
    }

    @Test
    void ofNoRowsNothingIsMeasuredAndWithoutAMetricNothingIsBuilt() {
        String model = TestModels.mlp(folder.resolve("model"), Clouds.FEATURES, Clouds.CLASSES);
        EvaluateModel evaluate = EvaluateModel.of(model).withFeatures("point").withLabel("cloud");
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<TensorBlock> none = pipeline.apply(Create.empty(TensorBlockCoder.of()));

        assertThatThrownBy(() -> evaluate.expand(none)).hasMessage("EvaluateModel measures nothing; call withMetric");
        PAssert.that(none.apply("B", evaluate.withMetric("accuracy", Accuracy.multiclass(Clouds.CLASSES))))
                .empty();
        pipeline.run().waitUntilFinish();
        assertThatThrownBy(() -> QuantizeModel.of(model).expand(none))
                .hasMessage("QuantizeModel writes nowhere; call to(modelFolder)");
        assertThatThrownBy(() -> QuantizeModel.of(model).to(model + "/").expand(none))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("QuantizeModel would write over the model that it reads, '" + model + "'");
    }
}
