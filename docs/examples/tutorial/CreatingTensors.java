package tutorial;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** Tensors from lists, from arrays, of a shape, and of a dtype. */
public final class CreatingTensors {
    private CreatingTensors() {}

    public static void main(String[] args) {
        Generator.manualSeed(0);

        // A tensor of a list.
        Tensor x = Tensor.tensor(new long[] {1, 2, 3, 4});
        System.out.println(x);

        // A tensor that shares an array's memory.
        long[] array = {1, 2, 3, 4};
        x = Tensor.fromArray(array);
        array[0] = 7;
        System.out.println(x);

        // Tensors of a shape.
        x = Tensor.zeros(3, 4);
        System.out.println(x);

        x = Tensor.ones(2, 3, 4);
        System.out.println(x);

        x = Tensor.rand(3, 4);
        System.out.println(x);

        x = Tensor.randn(3, 4);
        System.out.println(x);

        // Tensors of a dtype.
        x = Tensor.zeros(DType.FLOAT16, 3, 4);
        System.out.println(x);

        x = Tensor.zeros(DType.INT8, 3, 4);
        System.out.println(x);
    }
}
