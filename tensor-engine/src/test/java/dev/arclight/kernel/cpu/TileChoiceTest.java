package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TileChoiceTest {
    @AfterEach
    void useTheTallestAgain() {
        TileChoice.use(TileChoice.MOST_GROUPS);
    }

    @Test
    void aFastTallestTileIsUsedAndNoOtherTimed() {
        List<Integer> timed = new ArrayList<>();
        int chosen = TileChoice.choose(40, 32, groups -> {
            timed.add(groups);
            return 100;
        });
        assertThat(chosen).isEqualTo(3);
        assertThat(timed).isEmpty();
    }

    @Test
    void theNextLowerTileThatIsFastEnoughReplacesASlowOne() {
        assertThat(TileChoice.choose(5, 32, groups -> groups == 2 ? 80 : 1000)).isEqualTo(2);
        assertThat(TileChoice.choose(5, 32, groups -> groups == 2 ? 4 : 60)).isEqualTo(1);
    }

    @Test
    void whereNoTileIsFastEnoughNothingChanges() {
        assertThat(TileChoice.choose(5, 32, groups -> 31)).isEqualTo(3);
    }

    @Test
    void tilesOfEveryHeightGiveTheSameBits() {
        int m = 47;
        int n = 83;
        int k = 300;
        float[] a = Tensor.randn(Generator.seeded(1), m, k).toFloatArray();
        float[] b = Tensor.randn(Generator.seeded(2), k, n).toFloatArray();
        List<float[]> results = new ArrayList<>();
        for (int groups = 1; groups <= TileChoice.MOST_GROUPS; groups++) {
            TileChoice.use(groups);
            float[] c = new float[m * n];
            Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, false, null);
            results.add(c);
        }
        assertThat(results.get(0)).isEqualTo(results.get(2));
        assertThat(results.get(1)).isEqualTo(results.get(2));
    }

    @Test
    void aCheckSaysWhatItFound() {
        Gemm.check();
        assertThat(TileChoice.groups()).isBetween(1, TileChoice.MOST_GROUPS);
        assertThat(Gemm.description())
                .contains(TileChoice.groups() * GemmKernels.FLOAT.rowGroup() + " rows")
                .contains("GFLOP/s");
    }
}
