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
    void sumsThatOverflowAreNotUsed() {
        OneDnn.Decision decision = OneDnn.decide(true, true, "1", () -> false);

        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("overflow");
    }
}
