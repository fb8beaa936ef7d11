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
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of int8 products in Java and in oneDNN against sums of longs. */
@SuppressWarnings("try") // Scopes are there to be closed.
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
        "20,48,32768",
        "256,256,8192",
        "3,17,4099",
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

    @ParameterizedTest
    @CsvSource({"64,4096,1024", "256,256,8192", "48,16,32768", "33,70,1030", "7,513,4099"})
    void productsThatOneThreadMadeMayRunOnOthersAtOnce(int m, int n, int k) throws Exception {
        assumeThat(OneDnn.isAvailable()).as(OneDnn.decision().reason()).isTrue();
        byte[] b = new byte[n * k];
        new Random(n).nextBytes(b);
        OneDnnWeight outside = OneDnnWeight.copy(n, k, b, 0);
        PackedInt8 panels = PackedInt8.pack(n, k, b, 0);
        List<byte[]> rows = new ArrayList<>();
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(codes(new Random(i), m * k));
            expected.add(new int[m * n]);
            IntegerGemm.multiply(m, rows.get(i), 0, panels, expected.get(i));
            assertThat(outside(m, rows.get(i), outside, n)).isEqualTo(expected.get(i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> agreements = new ArrayList<>();
            for (int task = 0; task < 24; task++) {
                int mine = task % 4;
                agreements.add(threads.submit(
                        () -> Arrays.equals(outside(m, rows.get(mine), outside, n), expected.get(mine))));
            }
            for (Future<Boolean> agreement : agreements) {
                assertThat(agreement.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsMadeInACallersScopeOutlivesIt() throws Exception {
        assumeThat(OneDnn.isAvailable()).as(OneDnn.decision().reason()).isTrue();
        int n = 64;
        int k = 130;
        byte[] b = new byte[n * k];
        new Random(3).nextBytes(b);
        PackedInt8 panels = PackedInt8.pack(n, k, b, 0);
        ExecutorService fresh = Executors.newSingleThreadExecutor();
        try {
            OneDnnWeight outside;
            try (PointerScope scope = new PointerScope()) {
                outside = OneDnnWeight.copy(n, k, b, 0);
                assertSums(5, outside, panels, n, k);
                assertSums(40, outside, panels, n, k);
            }
            OneDnnWeight kept = outside;
            for (int i = 0; i < 20; i++) {
                try (PointerScope scope = new PointerScope()) {
                    OneDnnWeight.copy(n, k, new byte[n * k], 0);
                    assertSums(5, kept, panels, n, k);
                }
                assertSums(40, kept, panels, n, k);
            }
            fresh.submit(() -> {
                        try (PointerScope scope = new PointerScope()) {
                            assertSums(5, kept, panels, n, k);
                        }
                        assertSums(5, kept, panels, n, k);
                    })
                    .get();
        } finally {
            fresh.shutdownNow();
        }
    }

    private static void assertSums(int m, OneDnnWeight outside, PackedInt8 panels, int n, int k) {
        byte[] a = codes(new Random(m), m * k);
        int[] expected = new int[m * n];
        IntegerGemm.multiply(m, a, 0, panels, expected);
        assertThat(outside(m, a, outside, n)).isEqualTo(expected);
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
