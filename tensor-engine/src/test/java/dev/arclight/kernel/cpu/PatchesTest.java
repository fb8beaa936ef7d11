package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patches element by element. */
final class PatchesTest {
    private static List<Patches> grid() {
        List<Patches> all = new ArrayList<>();
        for (int kernel : new int[] {1, 2, 3}) {
            for (int stride : new int[] {1, 2, 3}) {
                for (int pad : new int[] {0, 1, 4}) {
                    for (int dilation : new int[] {1, 2}) {
                        int height = 5;
                        int width = 7;
                        int outHeight = (height + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
                        int outWidth = (width + 2 * pad - dilation * kernel - 1) / stride + 1;
                        all.add(new Patches(
                                2,
                                height,
                                width,
                                kernel,
                                kernel + 1,
                                stride,
                                stride,
                                pad,
                                pad,
                                dilation,
                                dilation,
                                outHeight,
                                outWidth));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("grid")
    void gatheringPutsEveryElementOfEveryPatchInItsPlace(Patches patches) {
        double[] image = new Random(1).doubles(2 * 5 * 7 + 3, -1, 1).toArray();
        float[] floats = toFloats(image);
        double[] matrix = new double[patches.depth() * patches.spots()];
        float[] floatMatrix = new float[matrix.length];
        patches.gather(image, 3, matrix, 0);
        patches.gather(floats, 3, floatMatrix, 0);
        for (int row = 0; row < patches.depth(); row++) {
            for (int spot = 0; spot < patches.spots(); spot++) {
                int place = place(patches, row, spot);
                double expected = place < 0 ? 0 : image[3 + place];
                assertThat(matrix[row * patches.spots() + spot]).isEqualTo(expected);
                assertThat(floatMatrix[row * patches.spots() + spot]).isEqualTo((float) expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("grid")
    void scatteringAddsEveryElementToWhereItCameFrom(Patches patches) {
        double[] matrix = new Random(2)
                .doubles((long) patches.depth() * patches.spots(), -1, 1)
                .toArray();
        double[] image = new double[2 * 5 * 7];
        float[] floatImage = new float[image.length];
        double[] expected = new double[image.length];
        patches.scatterAdd(matrix, 0, image, 0);
        patches.scatterAdd(toFloats(matrix), 0, floatImage, 0);
        for (int row = 0; row < patches.depth(); row++) {
            for (int spot = 0; spot < patches.spots(); spot++) {
                int place = place(patches, row, spot);
                if (place >= 0) {
                    expected[place] += matrix[row * patches.spots() + spot];
                }
            }
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(image[i]).isCloseTo(expected[i], within(1e-12));
            assertThat((double) floatImage[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    /** Where in the image an element of the matrix comes from, or -1 for the padding. */
    private static int place(Patches p, int row, int spot) {
        int window = p.kernelH() * p.kernelW();
        int channel = row / window;
        int y = spot / p.outWidth() * p.strideH() - p.padH() + row % window / p.kernelW() * p.dilationH();
        int x = spot % p.outWidth() * p.strideW() - p.padW() + row % p.kernelW() * p.dilationW();
        boolean inside = y >= 0 && y < p.height() && x >= 0 && x < p.width();
        return inside ? (channel * p.height() + y) * p.width() + x : -1;
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
