package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arclight.kernel.cpu.IntegerGemm;
import dev.arclight.kernel.cpu.PackedInt8;
import dev.arclight.kernel.onednn.OneDnn;
import dev.arclight.kernel.onednn.OneDnnWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
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
        byte[] a = codes(random, m * k);
        byte[] b = new byte[n * k];
        random.nextBytes(b);
        check(m, n, k, a, b);
        Arrays.fill(a, (byte) 127);
        Arrays.fill(b, (byte) -128);
        check(m, n, k, a, b);
        Arrays.fill(a, (byte) -127);
        check(m, n, k, a, b);
        Arrays.fill(b, (byte) 127);
        check(m, n, k, a, b);
    }

    @Test
    void threadsThatShareAWeightOfOneDnnGetTheirOwnSums() throws Exception {
        assumeThat(OneDnn.isAvailable()).as(OneDnn.decision().reason()).isTrue();
        int n = 40;
        int k = 70;
        byte[] b = new byte[n * k];
        new Random(1).nextBytes(b);
        OneDnnWeight outside = OneDnnWeight.copy(n, k, b, 0);
        PackedInt8 panels = PackedInt8.pack(n, k, b, 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> agreements = new ArrayList<>();
            for (int task = 0; task < 600; task++) {
                int m = 1 + task % 300;
                byte[] a = codes(new Random(task), m * k);
                agreements.add(threads.submit(() -> {
                    int[] expected = new int[m * n];
                    IntegerGemm.multiply(m, a, 0, panels, expected);
                    return Arrays.equals(outside(m, a, outside, n), expected);
                }));
            }
            for (Future<Boolean> agreement : agreements) {
                assertThat(agreement.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int[] outside(int m, byte[] a, OneDnnWeight weight, int n) {
        byte[] unsigned = a.clone();
        for (int i = 0; i < a.length; i++) {
            unsigned[i] += (byte) OneDnnWeight.ZERO;
        }
        int[] sums = new int[m * n];
        weight.multiply(m, unsigned, sums);
        for (int i = 0; i < sums.length; i++) {
            sums[i] -= weight.excess()[i % n];
        }
        return sums;
    }

    private static byte[] codes(Random random, int count) {
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) (random.nextInt(255) - 127);
        }
        return codes;
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
        assertThat(outside(m, a, OneDnnWeight.copy(n, k, b, 0), n)).isEqualTo(expected);
    }
}
