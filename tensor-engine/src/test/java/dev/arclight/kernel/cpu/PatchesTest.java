package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

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
        long[] image = new Random(1).longs(2 * 5 * 7 + 3).toArray();
        long[] matrix = new long[patches.depth() * patches.spots()];
        patches.gather(image, 3, matrix, 0);
        for (int row = 0; row < patches.depth(); row++) {
            for (int spot = 0; spot < patches.spots(); spot++) {
                int place = place(patches, row, spot);
                assertThat(matrix[row * patches.spots() + spot]).isEqualTo(place < 0 ? 0 : image[3 + place]);
            }
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
}
