package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** The whole promotion table, pair by pair, against {@code torch.result_type}. */
@SuppressWarnings("try") // Scopes are there to be closed.
class PromotionAgreementTest {
    private static final Shape SCALAR = Shape.of();
    private static final Shape VECTOR = Shape.of(2);

    @Test
    void dtypesPromoteAsPromoteTypes() {
        List<String> differences = new ArrayList<>();
        for (DType a : DType.values()) {
            for (DType b : DType.values()) {
                try (PointerScope scope = new PointerScope()) {
                    torch.ScalarType expected = torch.promote_types(Torch.type(a), Torch.type(b));
                    note(differences, a + " and " + b, DType.promote(a, b), expected);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void tensorsAndScalarTensorsPromoteAsResultType() {
        List<String> differences = new ArrayList<>();
        for (Shape left : List.of(SCALAR, VECTOR)) {
            for (Shape right : List.of(SCALAR, VECTOR)) {
                for (DType a : DType.values()) {
                    for (DType b : DType.values()) {
                        try (PointerScope scope = new PointerScope()) {
                            torch.ScalarType expected = torch.result_type(filled(a, left), filled(b, right));
                            DType actual = TensorType.promote(new TensorType(a, left), new TensorType(b, right));
                            note(differences, a.toString() + left + " and " + b + right, actual, expected);
                        }
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void numbersPromoteAsResultType() {
        List<String> differences = new ArrayList<>();
        for (Shape shape : List.of(SCALAR, VECTOR)) {
            for (DType dtype : DType.values()) {
                TensorType type = new TensorType(dtype, shape);
                try (PointerScope scope = new PointerScope()) {
                    torch.ScalarType byFloat = torch.result_type(filled(dtype, shape), new Scalar(1.5));
                    torch.ScalarType byInteger = torch.result_type(filled(dtype, shape), new Scalar(3L));
                    TensorType floating = Tensor.number(1.5).type();
                    TensorType integer = Tensor.number(3).type();
                    note(differences, type + " and 1.5", TensorType.promote(type, floating), byFloat);
                    note(differences, "1.5 and " + type, TensorType.promote(floating, type), byFloat);
                    note(differences, type + " and 3", TensorType.promote(type, integer), byInteger);
                    note(differences, "3 and " + type, TensorType.promote(integer, type), byInteger);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void resultsHaveThePromotedDtype() {
        List<String> differences = new ArrayList<>();
        for (DType a : DType.values()) {
            for (DType b : DType.values()) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor left = Tensor.ones(a, 2);
                    Tensor right = Tensor.ones(b, 2);
                    org.bytedeco.pytorch.Tensor x = filled(a, VECTOR);
                    org.bytedeco.pytorch.Tensor y = filled(b, VECTOR);
                    String what = a + ", " + b;
                    note(
                            differences,
                            "add " + what,
                            left.add(right).dtype(),
                            torch.add(x, y).scalar_type());
                    note(
                            differences,
                            "mul " + what,
                            left.mul(right).dtype(),
                            torch.mul(x, y).scalar_type());
                    note(
                            differences,
                            "div " + what,
                            left.div(right).dtype(),
                            torch.div(x, y).scalar_type());
                    note(
                            differences,
                            "eq " + what,
                            left.eq(right).dtype(),
                            torch.eq(x, y).scalar_type());
                    note(
                            differences,
                            "sum " + a,
                            left.sum().dtype(),
                            torch.sum(x).scalar_type());
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    private static org.bytedeco.pytorch.Tensor filled(DType dtype, Shape shape) {
        return torch.ones(Torch.longs(shape.toArray()), new TensorOptions(Torch.type(dtype)));
    }

    private static void note(List<String> differences, String what, DType actual, torch.ScalarType expected) {
        if (Torch.type(actual) != expected.intern()) {
            differences.add(what + " is " + actual + ", libtorch gives " + expected.intern());
        }
    }
}
