package dev.arclight.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.jobs.Cli;
import dev.arclight.kernel.cpu.VectorSupport;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {
    @Test
    void machineVirtualMachineAndVersionsAreShown() {
        Cli result = Cli.run("doctor", "--no-measure");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "Java  ",
                        Runtime.version().toString(),
                        "Spark",
                        VectorSupport.decision().reason())
                .doesNotContain("GFLOP/s");
    }

    @Test
    void kernelsAreTimed() {
        Cli result = Cli.run("doctor");

        assertThat(result.out()).containsPattern("product of 512×512 matrices +[1-9][0-9]* GFLOP/s");
        assertThat(result.out()).containsPattern("exp +[0-9.]+ ns a number");
    }

    @Test
    void jsonHoldsTheAdviceToo() throws JsonProcessingException {
        Cli result = Cli.run("doctor", "--no-measure", "--json");

        JsonNode findings = new ObjectMapper().readTree(result.out()).get("findings");
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.get("topic").asText()).isEqualTo("Vector API");
            assertThat(finding.get("advice").asText().isEmpty()).isEqualTo(VectorSupport.isAvailable());
        });
    }
}
