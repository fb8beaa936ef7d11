package tutorial;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Tensor;

/** Gradients by backward(), and computing without them. */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class AutomaticDifferentiation {
    private AutomaticDifferentiation() {}

    public static void main(String[] args) {
        Tensor x = Tensor.of(new float[] {2}, 1).requiresGrad(true);

        // y = x²
        Tensor y = x.pow(2);

        // dy/dx = 2x = 4
        y.backward();
        System.out.println(x.grad());

        x = Tensor.of(new float[] {2, 3}, 2).requiresGrad(true);
        y = x.pow(2).mul(3).add(x.mul(2)).add(1);
        y.sum().backward();
        System.out.println(x.grad());

        // Without a history.
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor z = x.mul(2);
            System.out.println(z.requiresGrad());
        }

        Tensor detached = x.detach();
        System.out.println(detached.requiresGrad());
    }
}
