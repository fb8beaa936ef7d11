package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products on vectors narrower than this machine's widest, as on machines without AVX-512: the width is the JVM's for its
 * whole life and tiles of other heights are used, so each width gets a JVM of its own.
 */
final class NarrowVectorsTest {
    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void productsAreRightOnNarrowerVectors(int bytes) throws IOException, InterruptedException {
        assumeThat(VectorSupport.decision().floatLanes())
                .as("float lanes here: %s", VectorSupport.decision().reason())
                .isGreaterThan(bytes / Float.BYTES);
        File output = work.resolve("output").toFile();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxVectorSize=" + bytes,
                "--add-modules",
                "jdk.incubator.vector",
                "-ea",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Products.class.getName(),
                Integer.toString(bytes / Float.BYTES));
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start()
                .waitFor();
        assertThat(exit)
                .as(Files.readString(output.toPath(), StandardCharsets.UTF_8))
                .isZero();
    }

    /** The narrow JVM's program; its argument is how many floats a vector is to have. */
    static final class Products {
        private Products() {}

        public static void main(String[] args) {
            assertThat(VectorSupport.decision().floatLanes()).isEqualTo(Integer.parseInt(args[0]));
            GemmTest products = new GemmTest();
            products.floatsAgreeWithTheDefinitionForEveryShape();
            products.doublesAgreeWithTheDefinition();
            products.floatsAgreeForTransposesGapsAndRepeats(1, 29, 1, 53);
            products.aRowHasTheSameBitsWhateverTheNumberOfRows();
            products.vectorsAndTheirScalarTwinsGiveTheSameBits();
            products.aPackedFactorGivesTheSameBits();
        }
    }
}
