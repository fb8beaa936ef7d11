package dev.arclight.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.kernel.cpu.VectorSupport;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoctorTest {
    private static Finding about(List<Finding> findings, String topic) {
        return findings.stream()
                .filter(finding -> finding.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysWhetherVectorsAreUsedAndWhatToAddIfNot() {
        Finding vectors = about(Doctor.examine(false), "Vector API");
        assertThat(vectors.found()).isEqualTo(VectorSupport.decision().reason());
        if (VectorSupport.isAvailable()) {
            assertThat(vectors.isFine()).isTrue();
        } else {
            assertThat(vectors.advice()).contains("--add-modules jdk.incubator.vector");
        }
    }

    @Test
    void namesTheKernelsThatWereChosen() {
        assertThat(about(Doctor.examine(false), "matrix products").found())
                .matches((VectorSupport.isAvailable() ? "vector" : "scalar")
                        + " tiles of up to \\d+ rows and \\d+ columns(; .*)?");
    }

    @Test
    void everyFindingSaysSomething() {
        assertThat(Doctor.examine(false)).hasSizeGreaterThan(6).allSatisfy(finding -> {
            assertThat(finding.topic()).isNotBlank();
            assertThat(finding.found()).isNotBlank();
        });
    }
}
