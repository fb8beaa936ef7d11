package dev.arclight.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** One process holds one libtorch: the oracle's in tests, the official build's in benchmarks. Tokenizers bring no libtorch. */
@AnalyzeClasses(packages = "dev.arclight.it", importOptions = ImportOption.OnlyIncludeTests.class)
final class NativeLibrariesTest {
    private static final String BENCHMARKS = "dev.arclight.it.bench..";

    @ArchTest
    static final ArchRule testsDoNotLoadThePeersOfBenchmarks = noClasses()
            .that()
            .resideOutsideOfPackage(BENCHMARKS)
            .should()
            .dependOnClassesThat(resideInAnyPackage("ai.djl..", "org.bytedeco.dnnl..")
                    .and(resideOutsideOfPackage("ai.djl.huggingface..")));

    @ArchTest
    static final ArchRule benchmarksDoNotLoadTheOracle = noClasses()
            .that()
            .resideInAPackage(BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.pytorch..", "org.bytedeco.openblas..");
}
