package tutorial;

import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.Tensors;
import java.util.List;

/** Arithmetic, in-place changes, products, shapes, joining and indexing. */
public final class TensorOperations {
    private TensorOperations() {}

    public static void main(String[] args) {
        Generator.manualSeed(0);

        // Arithmetic.
        Tensor a = Tensor.tensor(new long[] {1, 2, 3});
        Tensor b = Tensor.tensor(new long[] {4, 5, 6});
        System.out.println(a.add(b));
        System.out.println(a.sub(b));
        System.out.println(a.mul(b));
        System.out.println(a.div(b));

        // The same as functions.
        System.out.println(Tensors.add(a, b));
        System.out.println(Tensors.sub(a, b));
        System.out.println(Tensors.mul(a, b));
        System.out.println(Tensors.div(a, b));

        // In place.
        a.add_(b);
        System.out.println(a);

        // The matrix product.
        a = Tensor.randn(2, 3);
        b = Tensor.randn(3, 4);
        Tensor c = Tensors.matmul(a, b); // or a.matmul(b)
        System.out.println(c.shape());

        // Other shapes.
        a = Tensor.randn(12);
        b = a.view(3, 4);
        c = a.reshape(2, 6);
        System.out.println(b.shape() + " " + c.shape());

        // The transpose.
        a = Tensor.randn(2, 3);
        b = a.t();
        c = a.transpose(0, 1);
        System.out.println(b.shape() + " " + c.shape());

        // Joining.
        a = Tensor.randn(2, 3);
        b = Tensor.randn(2, 3);
        c = Tensors.cat(List.of(a, b), 0);
        Tensor d = Tensors.cat(List.of(a, b), 1);
        System.out.println(c.shape() + " " + d.shape());

        // Indices and slices.
        a = Tensor.randn(4, 3);
        System.out.println(a.get("0"));
        System.out.println(a.get(":, 1"));
        System.out.println(a.get("1:3, :"));
    }
}
