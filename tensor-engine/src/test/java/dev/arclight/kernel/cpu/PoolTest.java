package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {
    private final Random random = new Random(23);

    /** planes, height, width, kernel h w, stride h w, padding h w, dilation h w, ceil mode. */
    @ParameterizedTest
    @CsvSource({
        "3,28,28,2,2,2,2,0,0,1,1,false",
        "5,14,14,2,2,2,2,0,0,1,1,false",
        "2,7,9,2,2,2,2,0,0,1,1,false",
        "2,7,9,2,2,2,2,0,0,1,1,true",
        "1,2,2,2,2,2,2,0,0,1,1,false",
        "40,2,2,2,2,2,2,0,0,1,1,false",
        "2,64,70,2,2,2,2,0,0,1,1,false",
        "2,9,11,3,3,2,2,1,1,1,1,false",
        "2,10,11,3,2,1,3,1,0,1,1,true",
        "2,12,13,3,2,2,1,2,1,2,3,false",
        "2,12,13,3,3,3,2,1,1,2,2,true",
        "1,1,1,1,1,1,1,0,0,1,1,false",
        "1,4,4,4,4,4,4,2,2,1,1,true"
    })
    void maximaAndIndicesAreThoseOfTheWindowsDefinition(
            int planes,
            int height,
            int width,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int paddingHeight,
            int paddingWidth,
            int dilationHeight,
            int dilationWidth,
            boolean ceilMode) {
        PoolWindow window = new PoolWindow(
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                paddingHeight,
                paddingWidth,
                dilationHeight,
                dilationWidth,
                ceilMode);
        int size = planes * height * width;
        float[] in = new float[size + 3];
        double[] doubles = new double[size + 3];
        for (int i = 0; i < size; i++) {
            // Few values, so that windows have equal elements; some NaN, some -inf.
            int r = random.nextInt(40);
            in[i + 3] = r == 0 ? Float.NaN : r < 3 ? Float.NEGATIVE_INFINITY : r % 6 - 3;
            doubles[i + 3] = in[i + 3];
        }
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        int results = planes * outHeight * outWidth;
        float[] out = new float[results + 4];
        long[] at = new long[results + 4];
        out[results + 2] = 77;
        Pool.max(in, 3, planes, height, width, window, out, 2, at, 1);
        double[] outDoubles = new double[results];
        long[] atDoubles = new long[results];
        Pool.max(doubles, 3, planes, height, width, window, outDoubles, 0, atDoubles, 0);
        for (int r = 0; r < results; r++) {
            int plane = r / (outHeight * outWidth);
            int y = r / outWidth % outHeight;
            int x = r % outWidth;
            float max = Float.NEGATIVE_INFINITY;
            int index = -1;
            for (int i = 0; i < kernelHeight; i++) {
                for (int j = 0; j < kernelWidth; j++) {
                    int h = y * strideHeight - paddingHeight + i * dilationHeight;
                    int w = x * strideWidth - paddingWidth + j * dilationWidth;
                    if (h < 0 || h >= height || w < 0 || w >= width) {
                        continue;
                    }
                    float value = in[3 + (plane * height + h) * width + w];
                    if (index < 0 || value > max || Float.isNaN(value)) {
                        max = value;
                        index = h * width + w;
                    }
                }
            }
            assertThat(Float.compare(out[r + 2], max)).as("result %d", r).isZero();
            assertThat(at[r + 1]).as("index %d", r).isEqualTo(index);
            assertThat(Float.compare((float) outDoubles[r], max)).isZero();
            assertThat(atDoubles[r]).isEqualTo(index);
        }
        assertThat(out[results + 2]).isEqualTo(77);
        assertThat(out[1]).isZero();
        assertThat(at[0]).isZero();
    }

    @Test
    void theKernelOfTwoByTwoGivesWhatThePortableOneGives() {
        FloatPooling chosen = VectorSupport.choose(
                FloatPooling.class, "dev.arclight.kernel.cpu.vector.VectorPool", PoolPortable::new);
        for (int height = 2; height < 12; height++) {
            for (int width = 2; width < 80; width += 1 + width / 9) {
                for (int planes = 1; planes < 4; planes++) {
                    float[] in = new float[planes * height * width];
                    for (int i = 0; i < in.length; i++) {
                        in[i] = (float) random.nextGaussian();
                    }
                    int results = planes * (height / 2) * (width / 2);
                    float[][] out = new float[2][results];
                    long[][] at = new long[2][results];
                    new PoolPortable().maxTwoByTwo(in, 0, planes, height, width, out[0], 0, at[0], 0);
                    chosen.maxTwoByTwo(in, 0, planes, height, width, out[1], 0, at[1], 0);
                    assertThat(out[1]).containsExactly(out[0]);
                    assertThat(at[1]).containsExactly(at[0]);
                }
            }
        }
    }

    @Test
    void theGradientOfTheMaximumGoesToTheElementThatWasTaken() {
        float[] in = {1, 5, 2, 0, 3, 4, 9, 9};
        float[] out = new float[2];
        long[] at = new long[2];
        Pool.max(in, 0, 1, 2, 4, PoolWindow.square(2), out, 0, at, 0);
        assertThat(at).containsExactly(1, 6);
        float[] gradIn = {7, 7, 7, 7, 7, 7, 7, 7};
        Pool.maxBackward(new float[] {2, 3}, 0, at, 0, 1, 2, gradIn, 0, 8);
        assertThat(gradIn).containsExactly(0, 2, 0, 0, 0, 0, 3, 0);
        double[] gradInDoubles = new double[8];
        Pool.maxBackward(new double[] {2, 3}, 0, new long[] {4, 4}, 0, 1, 2, gradInDoubles, 0, 8);
        assertThat(gradInDoubles).containsExactly(0, 0, 0, 0, 5, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "2,6,8,2,2,2,2,0,0,false,true",
        "2,7,9,3,2,2,1,1,1,false,true",
        "2,7,9,3,2,2,1,1,1,false,false",
        "1,7,9,3,3,2,2,1,1,true,true",
        "1,7,9,3,3,2,2,1,1,true,false"
    })
    void meansAreThoseOfTheWindowsDefinitionAndTheirGradientIsTheTranspose(
            int planes,
            int height,
            int width,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int paddingHeight,
            int paddingWidth,
            boolean ceilMode,
            boolean countPadding) {
        PoolWindow window = new PoolWindow(
                kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, 1, 1, ceilMode);
        double[] in = random.doubles((long) planes * height * width, -1, 1).toArray();
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        double[] out = new double[planes * outHeight * outWidth];
        Pool.average(in, 0, planes, height, width, window, countPadding, out, 0);
        for (int r = 0; r < out.length; r++) {
            int plane = r / (outHeight * outWidth);
            double sum = 0;
            int inside = 0;
            int inPadding = 0;
            for (int i = 0; i < kernelHeight; i++) {
                for (int j = 0; j < kernelWidth; j++) {
                    int h = r / outWidth % outHeight * strideHeight - paddingHeight + i;
                    int w = r % outWidth * strideWidth - paddingWidth + j;
                    if (h >= 0 && h < height && w >= 0 && w < width) {
                        sum += in[(plane * height + h) * width + w];
                        inside++;
                    } else if (h < height + paddingHeight && w < width + paddingWidth) {
                        inPadding++;
                    }
                }
            }
            assertThat(out[r]).isCloseTo(sum / (inside + (countPadding ? inPadding : 0)), within(1e-12));
        }
        // <pool(in), grad> = <in, backward(grad)>
        double[] grad = random.doubles(out.length, -1, 1).toArray();
        double[] gradIn = new double[in.length];
        Pool.averageBackward(grad, 0, planes, height, width, window, countPadding, gradIn, 0);
        assertThat(Reduce.dot(in, 0, gradIn, 0, in.length))
                .isCloseTo(Reduce.dot(out, 0, grad, 0, out.length), within(1e-10));
        float[] inFloats = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            inFloats[i] = (float) in[i];
        }
        float[] outFloats = new float[out.length];
        Pool.average(inFloats, 0, planes, height, width, window, countPadding, outFloats, 0);
        for (int r = 0; r < out.length; r++) {
            assertThat(outFloats[r]).isCloseTo((float) out[r], within(1e-6f));
        }
    }

    @Test
    void aWindowThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new PoolWindow(2, 0, 1, 1, 0, 0, 1, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernel is 2 × 0");
        assertThatThrownBy(() -> new PoolWindow(2, 2, 1, 1, 2, 0, 1, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("padding of the height is 2")
                .hasMessageContaining("half the window, 1");
        assertThatThrownBy(() -> PoolWindow.square(3).outHeight(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("height 2 with kernel 3")
                .hasMessageContaining("height of at least 3");
        assertThatThrownBy(() -> Pool.average(
                        new float[9], 0, 1, 3, 3, new PoolWindow(2, 2, 1, 1, 0, 0, 2, 1, false), true, new float[9], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dilation 2 × 1");
    }
}
