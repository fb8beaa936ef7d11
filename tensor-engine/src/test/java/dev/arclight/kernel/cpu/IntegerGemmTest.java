package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerGemmTest {
    @ParameterizedTest
    @CsvSource({
        "4,1,1",
        "1,5,9",
        "5,7,3",
        "64,256,1024",
        "65,257,1025",
        "130,13,2500",
        "9,600,40",
        "4,0,3",
        "0,4,3",
        "4,3,0"
    })
    void productsAreThoseOfThePlainLoops(int m, int n, int k) {
        byte[] a = codes(m * k, 1);
        byte[] b = codes(n * k, 2);
        int[] expected = new int[m * n];
        IntegerGemm.multiplyPlainly(m, n, k, a, b, expected);

        assertThat(product(m, n, k, a, b)).isEqualTo(expected);
    }

    @Test
    void theLargestSumsAreExact() {
        int k = 132_104;
        byte[] a = new byte[5 * k];
        byte[] b = new byte[2 * k];
        Arrays.fill(a, (byte) 127);
        Arrays.fill(b, 0, k, (byte) -128);
        Arrays.fill(b, k, 2 * k, (byte) 127);
        int[] expected = new int[10];
        for (int row = 0; row < 5; row++) {
            expected[2 * row] = -128 * 127 * k;
            expected[2 * row + 1] = 127 * 127 * k;
        }

        assertThat(product(5, 2, k, a, b)).isEqualTo(expected);
    }

    @Test
    void oddSumsNearTheLimitOfFloatAreExact() {
        byte[] a = new byte[4 * 1024];
        byte[] b = new byte[1024];
        Arrays.fill(a, (byte) 127);
        Arrays.fill(b, (byte) 127);
        b[1023] = 126;

        assertThat(product(4, 1, 1024, a, b)).containsOnly(127 * 127 * 1024 - 127);
    }

    private static int[] product(int m, int n, int k, byte[] a, byte[] b) {
        int[] c = new int[m * n];
        Arrays.fill(c, 77);
        IntegerGemm.multiply(m, a, 0, PackedInt8.pack(n, k, b, 0), c);
        return c;
    }

    private static byte[] codes(int count, long seed) {
        Random random = new Random(seed);
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) (random.nextInt(255) - 127);
        }
        return codes;
    }
}
