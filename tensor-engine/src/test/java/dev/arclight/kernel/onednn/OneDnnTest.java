package dev.arclight.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is decided about a library that need not be there for it. */
class OneDnnTest {
    @Test
    void theEnvironmentsNumberOfThreadsIsRespected() {
        OneDnn.Decision decision = OneDnn.decide(true, true, "3", () -> true);

        assertThat(decision.available()).isTrue();
        assertThat(decision.reason()).contains("OMP_NUM_THREADS=3");
    }

    @Test
    void aLibraryThatIsSwitchedOffIsNotTried() {
        OneDnn.Decision decision = OneDnn.decide(false, true, null, () -> {
            throw new AssertionError("tried");
        });

        assertThat(decision.available()).isFalse();
        assertThat(decision.advice()).contains("arclight.onednn");
    }

    @Test
    void withoutTheLibraryTheArtifactsAreNamed() {
        OneDnn.Decision decision = OneDnn.decide(true, false, null, () -> {
            throw new AssertionError("tried");
        });

        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("not on the class path");
        assertThat(decision.advice()).contains("org.bytedeco:dnnl");
    }

    @Test
    void aNativeLibraryThatDoesNotLoadIsExplainedByItsCause() {
        OneDnn.Decision decision = OneDnn.decide(true, true, "1", () -> {
            throw new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnidnnl"));
        });

        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("no jnidnnl");
    }

    @Test
    void withoutANumberOfThreadsInTheEnvironmentItIsAskedFor() {
        OneDnn.Decision decision = OneDnn.decide(true, true, null, () -> {
            throw new AssertionError("tried");
        });

        assertThat(decision.available()).isFalse();
        assertThat(decision.advice()).contains("OMP_NUM_THREADS=1");
    }

    @Test
    void sumsThatAreNotExactAreNotUsed() {
        OneDnn.Decision decision = OneDnn.decide(true, true, "1", () -> false);

        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("not exact");
    }

    private static int code(byte[] codes, int at) {
        return codes[at];
    }

    private static int unsigned(byte[] numbers, int at) {
        return numbers[at] & 0xFF;
    }

    @Test
    void sumsOfIntegersAreFoundExact() {
        boolean exact = OneDnn.isExact((m, n, k, a, b, c) -> {
            for (int i = 0; i < m * n; i++) {
                for (int j = 0; j < k; j++) {
                    c[i] += unsigned(a, i / n * k + j) * code(b, i % n * k + j);
                }
            }
        });

        assertThat(exact).isTrue();
    }

    @Test
    void sumsThatWereRoundedToFloatsAreFoundOut() {
        boolean exact = OneDnn.isExact((m, n, k, a, b, c) -> {
            for (int i = 0; i < m * n; i++) {
                long sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += (long) unsigned(a, i / n * k + j) * code(b, i % n * k + j);
                }
                c[i] = (int) (float) sum;
            }
        });

        assertThat(exact).isFalse();
    }

    @Test
    void pairsOfProductsThatWereCutTo16BitsAreFoundOut() {
        boolean exact = OneDnn.isExact((m, n, k, a, b, c) -> {
            for (int i = 0; i < m * n; i++) {
                for (int j = 0; j < k; j += 2) {
                    int pair = 0;
                    for (int t = j; t < Math.min(k, j + 2); t++) {
                        pair += unsigned(a, i / n * k + t) * code(b, i % n * k + t);
                    }
                    c[i] += Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, pair));
                }
            }
        });

        assertThat(exact).isFalse();
    }

    @Test
    void anotherVersionIsRefusedAndNamed() {
        OneDnn.checkVersion(3, 8);
        OneDnn.checkVersion(3, 11);
        for (int[] version : new int[][] {{2, 9}, {3, 7}, {4, 0}}) {
            OneDnn.Decision decision = OneDnn.decide(true, true, "1", () -> {
                OneDnn.checkVersion(version[0], version[1]);
                return true;
            });

            assertThat(decision.available()).isFalse();
            assertThat(decision.reason()).contains(version[0] + "." + version[1]);
        }
    }

    @Test
    void rowsAtATimeTakeNoMoreBytesThanAnArrayHas() {
        assertThat(RowsAtOnce.of(768, 3072)).isEqualTo(256);
        for (int columns : new int[] {0, 1, 3, 70_001, 1 << 24, 500_000_000}) {
            for (int depth : new int[] {0, 1, 5, 131_071, 20_000_000, Integer.MAX_VALUE - 8}) {
                int rows = RowsAtOnce.of(columns, depth);
                assertThat(Integer.bitCount(rows)).isEqualTo(1);
                assertThat((long) rows * Math.max(4L * columns, depth)).isLessThan(Integer.MAX_VALUE);
            }
        }
    }
}
