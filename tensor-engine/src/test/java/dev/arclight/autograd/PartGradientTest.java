package dev.arclight.autograd;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.testkit.Expect;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Gradients of parts are added to the whole's in place; that must give what zeros around each part would give. */
class PartGradientTest {
    private static final Tensor X = Tensor.arange(1, 25).to(DType.FLOAT64).view(4, 3, 2);

    private static final List<UnaryOperator<Tensor>> USES = List.of(
            x -> {
                Tensor total = x.select(0, 0);
                for (int i = 1; i < 4; i++) {
                    total = total.mul(x.select(0, i));
                }
                return total.sum();
            },
            x -> x.narrow(0, 0, 3).mul(x.narrow(0, 1, 3)).sum(),
            x -> x.slice(1, 0, 3, 2).mul(x.select(1, 1).unsqueeze(1)).sum(),
            x -> x.diagonal().mul(x.diagonal(1, 1, 0).narrow(0, 0, 2).sum()).sum(),
            x -> x.select(0, 1).mul(x).sum().add(x.select(0, 1).sum()),
            x -> x.sum().mul(x.select(0, 2)).sum().add(x.get(2, 1, 1)),
            x -> {
                // The same gradient tensor flows to two parts and to the whole.
                Tensor sum = x.narrow(0, 0, 2).add(x.narrow(0, 2, 2)).add(x.narrow(0, 1, 2));
                return sum.sum();
            });

    @Test
    void partsAddUpToTheGradientThatZerosAroundThemGive() {
        for (UnaryOperator<Tensor> use : USES) {
            for (boolean leaf : new boolean[] {true, false}) {
                Tensor x = X.clone().requiresGrad(true);
                Tensor y = use.apply(leaf ? x : x.mul(x));
                Tensor expected = Autograd.grad(y, new Tensor[] {x}, null, true, true)[0];
                Tensor actual = Autograd.grad(y, new Tensor[] {x}, null, true, false)[0];
                Expect.sameBits("grad", actual.detach(), expected.detach());
                y.backward();
                Expect.sameBits("backward", x.grad(), expected.detach());
            }
        }
    }
}
