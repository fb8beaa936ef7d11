package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Wrong and unusual calls of every function of the table: either libtorch and Arclight both refuse, and Arclight says which
 * operation refused what, or both give the same.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class ErrorsAgreementTest {
    /** {@code operation: …}, naming a number, a shape or a dtype of what was wrong. */
    private static final Pattern MESSAGE =
            Pattern.compile("((index|shape) \\[.*]|[A-Za-z][A-Za-z0-9_]*): .*(\\d|\\[]|bool|scalar|none|no |same).*");

    @TestFactory
    Stream<DynamicTest> everyFunctionRefusesWhatLibtorchRefuses() throws IOException {
        List<String> page = Files.readAllLines(CompatibilityTest.PAGE);
        Set<String> used = new TreeSet<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (CompatibilityRow row : CompatibilityRows.all()) {
            tests.add(DynamicTest.dynamicTest(row.pytorch(), () -> {
                int refused = refusals(row, used);
                assertThat(page.stream().filter(line -> line.startsWith(row.start())))
                        .as("the row of the page")
                        .singleElement()
                        .asString()
                        .endsWith(CompatibilityRow.end(refused));
                if (ErrorDifferences.REFUSE_NOTHING.contains(row.pytorch())) {
                    assertThat(refused).as("calls that both refuse").isZero();
                } else if (!ErrorDifferences.NOT_ALONE.contains(row.pytorch())) {
                    assertThat(refused).as("calls that both refuse").isPositive();
                }
            }));
        }
        tests.add(DynamicTest.dynamicTest("every exception is still one", () -> {
            Set<String> unused = new TreeSet<>(ErrorDifferences.names());
            unused.removeAll(used);
            assertThat(unused).isEmpty();
        }));
        return tests.stream();
    }

    /** How many wrong calls of a function both libraries refuse. @throws AssertionError if they differ on one */
    static int refusals(CompatibilityRow row, Set<String> used) {
        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (CompatibilityRow.Call call : row.calls()) {
            if (call.method()) {
                for (Mutations.Mutation mutation : Mutations.of(call.inputs())) {
                    refused += compare(row.pytorch(), mutation.what(), call, mutation.inputs(), differences, used);
                }
            }
        }
        for (BadCalls.BadCall bad : BadCalls.of(row.pytorch())) {
            Tensor[] inputs = bad.call().inputs().toArray(Tensor[]::new);
            refused += compare(row.pytorch(), bad.what(), bad.call(), inputs, differences, used);
        }
        assertThat(differences).isEmpty();
        return refused;
    }

    /** 1 if both refuse. */
    private static int compare(
            String function,
            String what,
            CompatibilityRow.Call call,
            Tensor[] inputs,
            List<String> differences,
            Set<String> used) {
        try (PointerScope scope = new PointerScope()) {
            Attempt.Outcome<Tensor> ours = Attempt.ours(() -> call.ours().run(inputs));
            Attempt.Outcome<org.bytedeco.pytorch.Tensor> theirs = Attempt.theirs(() -> call.theirs()
                    .run(Arrays.stream(inputs).map(Torch::of).toArray(org.bytedeco.pytorch.Tensor[]::new)));
            String difference = difference(ours, theirs, inputs);
            if (difference != null) {
                String named = ErrorDifferences.name(function, what);
                if (named == null) {
                    differences.add(function + ", " + what + ": " + difference);
                } else {
                    used.add(named);
                }
            }
            return ours.refused() && theirs.refused() ? 1 : 0;
        }
    }

    private static @org.jspecify.annotations.Nullable String difference(
            Attempt.Outcome<Tensor> ours, Attempt.Outcome<org.bytedeco.pytorch.Tensor> theirs, Tensor[] inputs) {
        if (ours.refused() && theirs.refused()) {
            return MESSAGE.matcher(ours.reason()).matches() ? null : "the message says too little: " + ours.reason();
        }
        if (ours.refused()) {
            return "only Arclight refuses: " + ours.reason();
        }
        if (theirs.refused()) {
            // What libtorch has for wide floats and not for 16 bits is no wrong call.
            boolean lacking = theirs.reason().matches(".*not implemented for '(Half|BFloat16)'.*");
            return lacking
                    ? null
                    : "only libtorch refuses: " + theirs.reason() + "; Arclight gives "
                            + ours.get().type();
        }
        Tensor actual = ours.get();
        try {
            Agree.sameType("result", actual, theirs.get());
            if (actual.dtype().isFloating()) {
                Agree.close("result", actual, theirs.get(), tolerance(actual, inputs), false);
            } else {
                Agree.exact("result", actual, theirs.get());
            }
            return null;
        } catch (AssertionError differs) {
            return String.valueOf(differs.getMessage()).strip().replaceAll("\\s+", " ");
        }
    }

    /** As near as the coarsest dtype on the way allows; values are other tests' business. */
    private static double tolerance(Tensor actual, Tensor[] inputs) {
        double tolerance = 1e-9;
        for (Tensor tensor :
                Stream.concat(Stream.of(actual), Arrays.stream(inputs)).toList()) {
            DType dtype = tensor.dtype();
            double own = dtype.isHalf() ? 32 * dtype.finfo().eps() : dtype == DType.FLOAT64 ? 1e-9 : 1e-4;
            tolerance = Math.max(tolerance, dtype == DType.BOOL ? 1e-9 : own);
        }
        return tolerance;
    }
}
