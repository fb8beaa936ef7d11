package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Sample;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the whole catalog, sample by sample, through every generic check. */
class OpCatalogTest {
    /** What no differentiable op may escape, however its samples are shaped. */
    private static final Set<Class<? extends OpCheck>> OF_EVERY_OP =
            Set.of(TypeCheck.class, ReferenceCheck.class, LayoutCheck.class, SpecialsCheck.class, RepeatCheck.class);

    /** Ops that refuse floats or, the last, whose float results are those of no other dtype. */
    private static final Set<String> WHOLE = Set.of(
            "BitwiseAnd",
            "BitwiseLeftShift",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseRightShift",
            "BitwiseXor",
            "Gcd",
            "Lcm",
            "Nextafter");

    /** Ops with int8 weights, which take float32 alone; their truth is written down beside the oracle's. */
    private static final Set<String> INT8 = Set.of("EmbeddingByte", "GruDynamic", "LinearDynamic", "LstmDynamic");

    @TestFactory
    Stream<DynamicContainer> everyOp() {
        return OpCheck.all().stream()
                .map(check -> DynamicContainer.dynamicContainer(
                        "every op " + check.sentence(), Ops.all().stream().flatMap(entry -> cases(check, entry))));
    }

    private static Stream<DynamicTest> cases(OpCheck check, Ops.Entry entry) {
        return entry.samples().get().stream()
                .filter(check::applies)
                .map(sample -> DynamicTest.dynamicTest(describe(sample), () -> check.run(sample)));
    }

    @Test
    void everyOpInThePackageIsInTheCatalog() throws IOException, URISyntaxException {
        Set<String> listed =
                Ops.all().stream().map(entry -> entry.type().getName()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(opsInTheClassFolder()).isEqualTo(listed);
    }

    @Test
    void theCatalogIsInAlphabeticalOrderWithoutRepeats() {
        List<String> names =
                Ops.all().stream().map(entry -> entry.type().getSimpleName()).toList();
        List<String> sorted = new ArrayList<>(new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
        sorted.addAll(names);
        sorted.sort(String.CASE_INSENSITIVE_ORDER);
        assertThat(names).isEqualTo(sorted).doesNotHaveDuplicates();
    }

    @Test
    void everyOpHasSamplesOfItsOwnKind() {
        for (Ops.Entry entry : Ops.all()) {
            assertThat(entry.samples().get())
                    .as(entry.type().getSimpleName())
                    .isNotEmpty()
                    .allMatch(sample -> entry.type().isInstance(sample.op()));
        }
    }

    @Test
    void everyCheckHasACaseForSomeOpAndTheCommonOnesForEveryOp() {
        for (OpCheck check : OpCheck.all()) {
            Set<String> without = Ops.all().stream()
                    .filter(entry -> entry.samples().get().stream().noneMatch(check::applies))
                    .map(entry -> entry.type().getSimpleName())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(without.size()).as(check.sentence()).isLessThan(Ops.all().size());
            if (OF_EVERY_OP.contains(check.getClass())) {
                without.removeAll(WHOLE);
                without.removeAll(INT8);
                assertThat(without).as(check.sentence()).isEmpty();
            }
        }
    }

    @Test
    void everyDifferentiableOpHasItsGradientsChecked() {
        for (Ops.Entry entry : Ops.all()) {
            List<Sample> samples = entry.samples().get();
            if (samples.stream().anyMatch(sample -> sample.op().differentiable())) {
                assertThat(samples.stream().anyMatch(new GradientCheck(2)::applies))
                        .as(entry.type().getSimpleName())
                        .isTrue();
            }
        }
    }

    private static Set<String> opsInTheClassFolder() throws IOException, URISyntaxException {
        Path folder = Path.of(Op.class.getResource("Op.class").toURI()).getParent();
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (name.equals("package-info")) {
                    continue;
                }
                Class<?> type = load("dev.arclight.op." + name);
                if (Op.class.isAssignableFrom(type)
                        && !type.isInterface()
                        && !Modifier.isAbstract(type.getModifiers())) {
                    found.add(type.getName());
                }
            }
        }
        return found;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Op.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("the class file of " + name + " does not load", e);
        }
    }

    private static String describe(Sample sample) {
        return sample.op() + " of "
                + sample.inputs().stream()
                        .map(input -> input.domain().name().toLowerCase(java.util.Locale.ROOT) + input.shape())
                        .collect(Collectors.joining(", "));
    }
}
