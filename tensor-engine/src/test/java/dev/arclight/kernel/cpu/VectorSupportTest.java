package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorSupportTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void theVectorApiIsUsedOnTheUsualLaneCounts(int lanes) {
        VectorSupport.Decision decision = VectorSupport.decide(true, true, "mixed mode, sharing", () -> lanes);
        assertThat(decision.available()).isTrue();
        assertThat(decision.floatLanes()).isEqualTo(lanes);
        assertThat(decision.reason()).contains(lanes + " float lanes");
    }

    @Test
    void anUnusualLaneCountIsRefused() {
        VectorSupport.Decision decision = VectorSupport.decide(true, true, "mixed mode", () -> 2);
        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("2 lanes");
    }

    @Test
    void thePropertyRefusesBeforeAnythingElseIsAsked() {
        VectorSupport.Decision decision = VectorSupport.decide(false, true, "mixed mode", VectorSupportTest::unasked);
        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("-Darclight.vector=false");
    }

    @Test
    void anAbsentModuleIsNamedAndNotLinked() {
        VectorSupport.Decision decision = VectorSupport.decide(true, false, "mixed mode", VectorSupportTest::unasked);
        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("jdk.incubator.vector");
    }

    @Test
    void aJvmThatOnlyInterpretsIsRefused() {
        VectorSupport.Decision decision =
                VectorSupport.decide(true, true, "interpreted mode, sharing", VectorSupportTest::unasked);
        assertThat(decision.available()).isFalse();
        assertThat(decision.reason()).contains("-Xint");
    }

    @Test
    void thisJvmsDecisionIsStableAndHasAReason() {
        assertThat(VectorSupport.decision()).isSameAs(VectorSupport.decision());
        assertThat(VectorSupport.decision().reason()).isNotBlank();
        assertThat(VectorSupport.isAvailable())
                .isEqualTo(VectorSupport.decision().floatLanes() > 0);
    }

    @Test
    void aMissingVectorKernelSaysHowToMendTheJar() {
        if (!VectorSupport.isAvailable()) {
            assertThat(VectorSupport.choose(String.class, "dev.arclight.Nothing", () -> "portable"))
                    .isEqualTo("portable");
            return;
        }
        assertThatThrownBy(() -> VectorSupport.choose(String.class, "dev.arclight.Nothing", () -> "portable"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dev.arclight.Nothing")
                .hasMessageContaining("-Darclight.vector=false");
    }

    private static int unasked() {
        throw new AssertionError("the lanes must not be asked for");
    }
}
