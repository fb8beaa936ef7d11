package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of what agrees with PyTorch: every row is run, and the page of the documentation has just these rows. With
 * {@code -Darclight.write.docs=true} the page is written anew.
 */
class CompatibilityTest {
    static final Path PAGE = Path.of("..", "docs", "pytorch-compatibility.md");

    @TestFactory
    Stream<DynamicTest> everyFunctionOfTheTableAgrees() {
        return CompatibilityRows.all().stream()
                .map(row -> DynamicTest.dynamicTest(row.pytorch(), () -> {
                    CompatibilityRow.Difference difference = row.measure();
                    assertThat(row.holds(difference, true))
                            .as("%s: %s", row, difference)
                            .isTrue();
                }));
    }

    @Test
    void thePageHasTheRowsThatAreRun() throws IOException {
        List<CompatibilityRow> rows = CompatibilityRows.all();
        if (Boolean.getBoolean("arclight.write.docs")) {
            Files.writeString(PAGE, page(rows));
        }
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(lines).hasSameSizeAs(rows);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith(rows.get(i).start());
        }
        assertThat(rows).hasSizeGreaterThanOrEqualTo(300);
        assertThat(rows.stream().map(CompatibilityRow::pytorch)).doesNotHaveDuplicates();
    }

    private static String page(List<CompatibilityRow> rows) {
        List<String> lines = new ArrayList<>(List.of(
                "# Compatibility with PyTorch",
                "",
                "Each function below is called here and in libtorch 2.7.1 on the same numbers, and so are its gradients. The",
                "columns float32 and float64 are the worst differences that were seen, relative to the largest number of a",
                "result; tests hold float32 to 1e-5 (sums to 1e-4), float64 to 1e-10, whole numbers and shapes to equality. The",
                "last column says how many wrong calls were made that both refuse: wrong shapes, dtypes, dimensions, indices and",
                "settings. This page is written by the tests:",
                "`mvn -pl integration-tests -am verify -Dtest=CompatibilityTest -Darclight.write.docs=true`.",
                "",
                "| PyTorch | Arclight | status | float32 | float64 | errors |",
                "| --- | --- | --- | --- | --- | --- |"));
        for (CompatibilityRow row : rows) {
            lines.add(row.line(row.measure(), ErrorsAgreementTest.refusals(row, new TreeSet<>())));
        }
        return String.join("\n", lines) + "\n";
    }
}
