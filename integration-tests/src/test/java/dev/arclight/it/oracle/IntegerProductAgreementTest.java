package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arclight.kernel.cpu.IntegerGemm;
import dev.arclight.kernel.cpu.PackedInt8;
import dev.arclight.kernel.onednn.OneDnn;
import dev.arclight.kernel.onednn.OneDnnWeight;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of int8 products in Java and in oneDNN against sums of longs. */
class IntegerProductAgreementTest {
    @ParameterizedTest
    @CsvSource({
        "0,3,4",
        "1,1,1",
        "1,3072,768",
        "3,33,7",
        "5,64,4097",
        "7,31,1025",
        "257,65,130",
        "40,100,300",
        "33,2000,64",
        "2,3,132104",
        "2,3,0"
    })
    void allGiveTheSumsOfLongs(int m, int n, int k) {
        Random random = new Random(m + 31L * n);
        byte[] a = new byte[m * k];
        byte[] b = new byte[n * k];
        random.nextBytes(b);
        for (int i = 0; i < a.length; i++) {
            a[i] = (byte) (random.nextInt(255) - 127);
        }
        check(m, n, k, a, b);
        Arrays.fill(a, (byte) 127);
        Arrays.fill(b, (byte) -128);
        check(m, n, k, a, b);
        Arrays.fill(a, (byte) -127);
        check(m, n, k, a, b);
        Arrays.fill(b, (byte) 127);
        check(m, n, k, a, b);
    }

    private static void check(int m, int n, int k, byte[] a, byte[] b) {
        int[] expected = new int[m * n];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                long sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += (long) a[row * k + i] * b[column * k + i];
                }
                expected[row * n + column] = Math.toIntExact(sum);
            }
        }
        int[] java = new int[m * n];
        IntegerGemm.multiply(m, a, 0, PackedInt8.pack(n, k, b, 0), java);
        assertThat(java).isEqualTo(expected);
        assumeThat(OneDnn.isAvailable()).as(OneDnn.decision().reason()).isTrue();
        int[] nativeSums = new int[m * n];
        OneDnnWeight.copy(n, k, b, 0).multiply(m, a, nativeSums);
        assertThat(nativeSums).isEqualTo(expected);
    }
}
