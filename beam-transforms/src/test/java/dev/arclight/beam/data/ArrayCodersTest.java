package dev.arclight.beam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.testkit.TestRunner;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArrayCodersTest {
    @ParameterizedTest
    @EnumSource(TestRunner.class)
    void arraysPassThroughEveryRunner(TestRunner runner) {
        var pipeline = runner.pipeline();
        PAssert.that(pipeline.apply(Create.of(new float[] {1, 2}, new float[] {3})))
                .containsInAnyOrder(new float[] {3}, new float[] {1, 2});
        pipeline.run().waitUntilFinish();
    }

    @Test
    void pipelinesInferTheCodersOfArrays() throws Exception {
        CoderRegistry registry = TestRunner.DIRECT.pipeline().getCoderRegistry();
        assertThat(registry.getCoder(float[].class)).isEqualTo(FloatArrayCoder.of());
        assertThat(registry.getCoder(double[].class)).isEqualTo(DoubleArrayCoder.of());
        assertThat(registry.getCoder(int[].class)).isEqualTo(IntArrayCoder.of());
        assertThat(registry.getCoder(long[].class)).isEqualTo(LongArrayCoder.of());
    }

    @Test
    void arraysComeBackBitForBit() throws Exception {
        float nan = Float.intBitsToFloat(0x7fc12345);
        float[] back = roundTrip(FloatArrayCoder.of(), new float[] {nan, -0f, Float.MIN_VALUE});
        assertThat(Float.floatToRawIntBits(back[0])).isEqualTo(0x7fc12345);
        assertThat(Float.floatToRawIntBits(back[1])).isEqualTo(0x80000000);
        assertThat(back[2]).isEqualTo(Float.MIN_VALUE);
        assertThat(roundTrip(DoubleArrayCoder.of(), new double[] {Math.PI, -0.0}))
                .containsExactly(Math.PI, -0.0);
        assertThat(roundTrip(IntArrayCoder.of(), new int[] {Integer.MIN_VALUE, 7}))
                .containsExactly(Integer.MIN_VALUE, 7);
        assertThat(roundTrip(LongArrayCoder.of(), new long[] {Long.MIN_VALUE, 7}))
                .containsExactly(Long.MIN_VALUE, 7);
        assertThat(roundTrip(LongArrayCoder.of(), new long[0])).isEmpty();
    }

    @Test
    void anArrayLongerThanAChunkComesBackWhole() throws Exception {
        long[] values = new long[300_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        assertThat(roundTrip(LongArrayCoder.of(), values)).isEqualTo(values);
    }

    @Test
    void codersKeepBeamsContract() throws Exception {
        CoderProperties.coderSerializable(FloatArrayCoder.of());
        CoderProperties.coderDeterministic(FloatArrayCoder.of(), new float[] {1}, new float[] {1});
        byte[] encoded = CoderUtils.encodeToByteArray(FloatArrayCoder.of(), new float[200]);
        assertThat(FloatArrayCoder.of().getEncodedElementByteSize(new float[200]))
                .isEqualTo(encoded.length);
    }

    @Test
    void aLengthThatNothingStandsBehindIsRefusedBeforeMemoryIsTaken() {
        byte[] claim = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0};
        assertThatThrownBy(() -> LongArrayCoder.of().decode(new ByteArrayInputStream(claim)))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("an array of 2147483647 elements of 8 bytes ends early");
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> CoderUtils.encodeToByteArray(FloatArrayCoder.of(), null))
                .isInstanceOf(CoderException.class)
                .hasMessageContaining("NullableCoder");
    }

    private static <T> T roundTrip(Coder<T> coder, T value) throws Exception {
        return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, value));
    }
}
