package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Formulas of einsum, made at random and by hand, against libtorch's: results, gradients and refusals. */
@SuppressWarnings("try") // Scopes are there to be closed.
class EinsumAgreementTest {
    private static final int RANDOM_FORMULAS = 300;

    /** A formula and the shapes that it is for. */
    private record Formula(String text, int[]... shapes) {
        @Override
        public String toString() {
            return text + " of " + Arrays.deepToString(shapes);
        }
    }

    @TestFactory
    Stream<DynamicTest> formulasMadeAtRandomAgree() {
        return IntStream.range(0, RANDOM_FORMULAS).mapToObj(seed -> {
            Formula formula = random(Generator.seeded(seed));
            return DynamicTest.dynamicTest("seed " + seed + ": " + formula, () -> agree(formula));
        });
    }

    @TestFactory
    Stream<DynamicTest> usualFormulasAgree() {
        return Stream.of(
                        new Formula("ii", new int[] {3, 3}),
                        new Formula("ii->i", new int[] {3, 3}),
                        new Formula("iji->j", new int[] {3, 2, 3}),
                        new Formula("iii->i", new int[] {3, 3, 3}),
                        new Formula("ijij", new int[] {2, 3, 2, 3}),
                        new Formula("ij->ji", new int[] {2, 3}),
                        new Formula("ij->", new int[] {2, 3}),
                        new Formula("ba", new int[] {2, 3}),
                        new Formula("i,i", new int[] {5}, new int[] {5}),
                        new Formula("i,j->ij", new int[] {2}, new int[] {3}),
                        new Formula("bij,bjk->bik", new int[] {2, 3, 4}, new int[] {2, 4, 5}),
                        new Formula("bij,bij->b", new int[] {2, 3, 4}, new int[] {2, 3, 4}),
                        new Formula("bn,anm,bm->ba", new int[] {2, 3}, new int[] {4, 3, 5}, new int[] {2, 5}),
                        new Formula("...ij,...jk->...ik", new int[] {2, 1, 3, 4}, new int[] {5, 4, 2}),
                        new Formula("...ij->...ji", new int[] {2, 3, 4}),
                        new Formula("...", new int[] {2, 3}),
                        new Formula("i...->...", new int[] {2, 3, 4}),
                        new Formula("i...->i", new int[] {2, 3, 4}),
                        new Formula("...i,i", new int[] {2, 3}, new int[] {3}),
                        new Formula("... , ...", new int[] {2, 3}, new int[] {3}),
                        new Formula(" i j , j k -> i k ", new int[] {2, 3}, new int[] {3, 4}),
                        new Formula("bA,Ab->Ab", new int[] {2, 3}, new int[] {3, 2}),
                        new Formula("ij,jk,kl->il", new int[] {2, 3}, new int[] {3, 4}, new int[] {4, 5}),
                        new Formula("ij,kj->ik", new int[] {2, 1}, new int[] {3, 4}),
                        new Formula("ij,ij->ij", new int[] {1, 3}, new int[] {2, 1}),
                        new Formula("ij,jk->ik", new int[] {2, 0}, new int[] {0, 3}),
                        new Formula("ij,jk->ik", new int[] {0, 2}, new int[] {2, 3}),
                        new Formula(",i->i", new int[] {}, new int[] {3}),
                        new Formula(",", new int[] {}, new int[] {}),
                        new Formula("", new int[] {}),
                        new Formula("i->", new int[] {0}))
                .map(formula -> DynamicTest.dynamicTest(formula.toString(), () -> agree(formula)));
    }

    @TestFactory
    Stream<DynamicTest> whatLibtorchRefusesIsRefused() {
        return Stream.of(
                        new Formula("ij,jk", new int[] {2, 3}),
                        new Formula("ij", new int[] {2, 3}, new int[] {3, 4}),
                        new Formula("i", new int[] {2, 3}),
                        new Formula("ijk", new int[] {2, 3}),
                        new Formula("ii", new int[] {2, 3}),
                        new Formula("ij,jk", new int[] {2, 3}, new int[] {4, 5}),
                        new Formula("ij->ik", new int[] {2, 3}),
                        new Formula("ij->ii", new int[] {2, 3}),
                        new Formula("i.j", new int[] {2, 3}),
                        new Formula("i..j", new int[] {2, 3}),
                        new Formula("......", new int[] {2, 3}),
                        new Formula("i1", new int[] {2, 3}),
                        new Formula("ij->i->j", new int[] {2, 3}),
                        new Formula("ij->......", new int[] {2, 3}),
                        new Formula("ijk...", new int[] {2, 3}),
                        new Formula("...i,...i", new int[] {2, 3}, new int[] {4, 3}),
                        new Formula("i,j->ij,", new int[] {2}, new int[] {3}))
                .map(formula -> DynamicTest.dynamicTest(formula.toString(), () -> {
                    Tensor[] operands = operands(formula);
                    assertThatThrownBy(() -> Tensor.einsum(formula.text, operands))
                            .isInstanceOf(ArclightException.class)
                            .hasMessageContaining("einsum");
                    try (PointerScope scope = new PointerScope()) {
                        assertThatThrownBy(() -> torch.einsum(
                                        formula.text,
                                        new TensorVector(Stream.of(operands)
                                                .map(Torch::of)
                                                .toArray(org.bytedeco.pytorch.Tensor[]::new))))
                                .isExactlyInstanceOf(RuntimeException.class);
                    }
                }));
    }

    private static void agree(Formula formula) {
        Both.agree(
                in -> Tensor.einsum(formula.text, in),
                in -> torch.einsum(formula.text, new TensorVector(in)),
                List.of(operands(formula)),
                1e-10);
    }

    private static Tensor[] operands(Formula formula) {
        Tensor[] operands = new Tensor[formula.shapes.length];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = Tensor.rand(Generator.seeded(5, i), formula.shapes[i])
                    .to(DType.FLOAT64)
                    .sub(0.5);
        }
        return operands;
    }

    /** One to four operands over five letters, some repeated, some stretched from 1, with or without ellipsis and output. */
    private static Formula random(Generator generator) {
        int[] extents = new int[5];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = 1 + generator.nextInt(4);
        }
        int[] wide = {1 + generator.nextInt(3), 1 + generator.nextInt(3)};
        int count = 1 + generator.nextInt(4);
        boolean anyEllipsis = false;
        Set<Character> used = new LinkedHashSet<>();
        List<String> terms = new ArrayList<>();
        int[][] shapes = new int[count][];
        for (int k = 0; k < count; k++) {
            StringBuilder term = new StringBuilder();
            List<Integer> shape = new ArrayList<>();
            int rank = generator.nextInt(4);
            int ellipsis = generator.nextInt(4) == 0 ? generator.nextInt(rank + 1) : -1;
            for (int d = 0; d <= rank; d++) {
                if (d == ellipsis) {
                    anyEllipsis = true;
                    term.append("...");
                    int kept = generator.nextInt(3);
                    for (int e = 2 - kept; e < 2; e++) {
                        shape.add(generator.nextInt(4) == 0 ? 1 : wide[e]);
                    }
                }
                if (d < rank) {
                    int letter = generator.nextInt(extents.length);
                    char name = (char) ((letter % 2 == 0 ? 'a' : 'A') + letter);
                    shape.add(extents[letter]);
                    term.append(name);
                    used.add(name);
                }
            }
            terms.add(term.toString());
            shapes[k] = shape.stream().mapToInt(i -> i).toArray();
        }
        String text = String.join(",", terms);
        if (generator.nextInt(3) > 0) {
            List<String> output = new ArrayList<>();
            for (char name : used) {
                if (generator.nextInt(2) == 0) {
                    output.add(generator.nextInt(output.size() + 1), String.valueOf(name));
                }
            }
            if (anyEllipsis && generator.nextInt(3) > 0) {
                output.add(generator.nextInt(output.size() + 1), "...");
            }
            text += "->" + String.join("", output);
        }
        return new Formula(text, shapes);
    }
}
