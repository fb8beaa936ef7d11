package dev.arclight.beam.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.inference.Prediction.PredictionCoder;
import dev.arclight.beam.inference.PredictionSchema.Part;
import dev.arclight.beam.testkit.TestRunner;
import java.util.List;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class PredictionTest {
    private static final PredictionCoder<String, Long> CODER =
            PredictionCoder.of(StringUtf8Coder.of(), VarLongCoder.of());

    @Test
    void valuesAndErrorsComeBackFromTheirBytes() throws Exception {
        CoderProperties.coderDecodeEncodeEqual(CODER, Prediction.scored("a", 7L, "v1"));
        CoderProperties.coderDecodeEncodeEqual(CODER, Prediction.failed("a", "", "no model"));
        CoderProperties.coderSerializable(CODER);
        CoderProperties.coderDeterministic(CODER, Prediction.scored("a", 7L, "v1"), Prediction.scored("a", 7L, "v1"));
        CoderProperties.structuralValueConsistentWithEquals(
                CODER, Prediction.scored("a", 7L, "v1"), Prediction.scored("a", 7L, "v1"));
    }

    @Test
    void predictionsOfArraysAreComparedByTheirNumbers() {
        PredictionCoder<float[], float[]> coder = PredictionCoder.of(FloatArrayCoder.of(), FloatArrayCoder.of());
        assertThat(coder.structuralValue(Prediction.scored(new float[] {1}, new float[] {2}, "m")))
                .isEqualTo(coder.structuralValue(Prediction.scored(new float[] {1}, new float[] {2}, "m")))
                .isNotEqualTo(coder.structuralValue(Prediction.scored(new float[] {1}, new float[] {3}, "m")));
    }

    @Test
    void aPredictionHasAValueOrAnError() {
        assertThatThrownBy(() -> new Prediction<>("a", null, "m", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Prediction<>("a", 1L, "m", "e")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Prediction.failed("a", "m", "bad row").requireValue())
                .hasMessage("the example has no prediction: bad row");
    }

    @Test
    void batchesAndReferencesComeBackFromTheirBytes() throws Exception {
        CoderProperties.coderDecodeEncodeEqual(
                ModelRef.ModelRefCoder.of(), ModelRef.of("folder", "v1").withStamp("3"));
        Batch.BatchCoder<String> coder = new Batch.BatchCoder<>(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
        Batch<String> batch = new Batch<>(
                ModelRef.of("folder"),
                List.of(ValueInSingleWindow.of(
                        "x", Instant.ofEpochMilli(5), GlobalWindow.INSTANCE, PaneInfo.ON_TIME_AND_ONLY_FIRING)));
        assertThat(CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, batch)))
                .isEqualTo(batch);
        CoderProperties.coderSerializable(coder);
    }

    @Test
    void pipelinesInferTheCoderOfReferences() throws Exception {
        assertThat(TestRunner.DIRECT.pipeline().getCoderRegistry().getCoder(ModelRef.class))
                .isEqualTo(ModelRef.ModelRefCoder.of());
    }

    @Test
    void rowsHoldWhatPredictionsHold() {
        PredictionSchema<float[], Integer> schema = PredictionSchema.of(Part.of(float[].class), Part.of(Integer.class));
        Row scored = schema.toRow(Prediction.scored(new float[] {1, 2}, 3, "v1"));
        assertThat(scored.getValues()).containsExactly(List.of(1f, 2f), 3, "v1", null);
        Prediction<float[], Integer> back = schema.fromRow(scored);
        assertThat(back.example()).containsExactly(1, 2);
        assertThat(back.value()).isEqualTo(3);
        Row failed = schema.toRow(Prediction.failed(new float[0], "v1", "bad"));
        assertThat(failed.getValues()).containsExactly(List.of(), null, "v1", "bad");
        assertThat(schema.fromRow(failed).error()).isEqualTo("bad");
        assertThatThrownBy(() -> Part.of(Thread.class)).hasMessageContaining("no field holds a Thread");
    }

    @Test
    void aCollectionWithTheSchemaGoesThroughTransformsOfRows() {
        Schema rows = Schema.builder().addInt64Field("id").build();
        PredictionSchema<Row, Long> schema = PredictionSchema.of(Part.of(rows), Part.of(Long.class));
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        Row example = Row.withSchema(rows).addValues(5L).build();
        var predictions = schema.setOn(pipeline.apply(Create.of(Prediction.scored(example, 10L, "v1"))
                .withCoder(PredictionCoder.of(RowCoder.of(rows), VarLongCoder.of()))));
        PAssert.that(predictions.apply("Rows", schema.toRows())).satisfies(all -> {
            assertThat(all).hasSize(1).allMatch(row -> row.getInt64("value") == 10L);
            return null;
        });
        PAssert.that(predictions.apply(Select.fieldNames("example.id", "value")))
                .satisfies(all -> {
                    assertThat(all).hasSize(1).allMatch(row -> row.getInt64("id") == 5L);
                    return null;
                });
        pipeline.run().waitUntilFinish();
    }
}
