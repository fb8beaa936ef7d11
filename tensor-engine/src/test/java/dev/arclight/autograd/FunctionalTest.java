package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FunctionalTest {
    private static final Tensor X = Tensor.of(new double[] {1, 2, 3}, 3);
    private static final Tensor A = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

    @Test
    void theJacobianOfALinearMapIsItsMatrix() {
        Tensor jacobian = Functional.jacobian(A::matmul, X);
        assertThat(jacobian.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(jacobian.toDoubleArray()).containsExactly(A.toDoubleArray());
        assertThat(X.requiresGrad()).isFalse();
        assertThat(jacobian.requiresGrad()).isFalse();
    }

    @Test
    void jacobiansOfSeveralResultsAndInputsHaveBothShapes() {
        Tensor y = Tensor.of(new double[] {5}, 1);
        List<List<Tensor>> jacobians = Functional.jacobian(
                in -> List.of(A.matmul(in.get(0)), in.get(1).mul(in.get(0))), List.of(X, y), false, false);
        assertThat(jacobians.get(0).get(0).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(jacobians.get(0).get(1).toDoubleArray()).containsExactly(0, 0);
        assertThat(jacobians.get(1).get(0).toDoubleArray()).containsExactly(5, 0, 0, 0, 5, 0, 0, 0, 5);
        assertThat(jacobians.get(1).get(1).toDoubleArray()).containsExactly(1, 2, 3);
    }

    @Test
    void theHessianOfACubeIsDiagonal() {
        Tensor hessian = Functional.hessian(x -> x.mul(x).mul(x).sum(), X);
        assertThat(hessian.toDoubleArray()).containsExactly(6, 0, 0, 0, 12, 0, 0, 0, 18);
    }

    @Test
    void theHessianOfAProductMixesInputs() {
        Tensor y = Tensor.of(new double[] {4, 5, 6}, 3);
        List<List<Tensor>> hessian =
                Functional.hessian(in -> in.get(0).mul(in.get(1)).sum(), List.of(X, y), false, false);
        assertThat(hessian.get(0).get(0).toDoubleArray()).containsOnly(0);
        assertThat(hessian.get(0).get(1).toDoubleArray()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void productsAgreeWithTheMatrices() {
        Tensor v = Tensor.of(new double[] {0.5, -1, 2}, 3);
        Tensor u = Tensor.of(new double[] {3, -2}, 2);
        Tensor jacobian = Functional.jacobian(x -> A.matmul(x.sin()).exp(), X);
        close(Functional.vjp(x -> A.matmul(x.sin()).exp(), X, u), u.matmul(jacobian));
        close(Functional.jvp(x -> A.matmul(x.sin()).exp(), X, v), jacobian.matmul(v));
        Tensor hessian = Functional.hessian(x -> A.matmul(x.sin()).exp().sum(), X);
        close(Functional.hvp(x -> A.matmul(x.sin()).exp().sum(), X, v), hessian.matmul(v));
        close(Functional.vhp(x -> A.matmul(x.sin()).exp().sum(), X, v), v.matmul(hessian));
    }

    @Test
    void productsComeWithTheResults() {
        Functional.Product product = Functional.vjp(in -> in.get(0).mul(2.0).sum(), List.of(X), null, false, false);
        assertThat(product.outputs().get(0).item()).isEqualTo(12);
        assertThat(product.outputs().get(0).requiresGrad()).isFalse();
        assertThat(product.products().get(0).toDoubleArray()).containsExactly(2, 2, 2);
    }

    @Test
    void withCreateGraphResultsCanBeDifferentiated() {
        Tensor x = X.clone().requiresGrad(true);
        Functional.jacobian(in -> in.get(0).mul(in.get(0)).mul(in.get(0)), List.of(x), true, false)
                .get(0)
                .get(0)
                .sum()
                .backward();
        assertThat(Objects.requireNonNull(x.grad()).toDoubleArray()).containsExactly(6, 12, 18);
    }

    @Test
    void strictRefusesWhatDoesNotDepend() {
        Tensor y = Tensor.of(new double[] {5}, 1);
        assertThatThrownBy(() -> Functional.jacobian(in -> in.get(0).mul(2.0), List.of(X, y), false, true))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("input 1");
        assertThatThrownBy(() -> Functional.jacobian(in -> X, List.of(X), false, true))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("result 0");
    }

    @Test
    void wrongVectorsAndResultsAreErrors() {
        assertThatThrownBy(() -> Functional.vjp(x -> x.mul(2.0), X, Tensor.ones(DType.FLOAT64, 2)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("float64[2]")
                .hasMessageContaining("float64[3]");
        assertThatThrownBy(() -> Functional.hessian(x -> x.mul(2.0), X))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("one element");
        assertThatThrownBy(() -> Functional.jacobian(in -> "no tensor", List.of(X), false, false))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("java.lang.String");
    }

    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), Offset.offset(1e-9));
    }
}
