package dev.arclight.it.oracle;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Carries tensors over to libtorch and back. Call it inside a {@code PointerScope}. */
final class Torch {
    private Torch() {}

    /** A contiguous copy in libtorch's memory. */
    static org.bytedeco.pytorch.Tensor of(Tensor tensor) {
        int n = tensor.numel();
        org.bytedeco.pytorch.Tensor flat;
        if (tensor.dtype().isFloating()) {
            flat = torch.empty(new long[] {n}, new TensorOptions(torch.ScalarType.Double), null);
            if (n > 0) {
                new DoublePointer(flat.data_ptr()).put(tensor.toDoubleArray());
            }
        } else {
            flat = torch.empty(new long[] {n}, new TensorOptions(torch.ScalarType.Long), null);
            if (n > 0) {
                new LongPointer(flat.data_ptr()).put(tensor.toLongArray());
            }
        }
        return flat.to(type(tensor.dtype())).reshape(sizes(tensor.shape()));
    }

    /** The elements in row-major order, converted to double. */
    static double[] doubles(org.bytedeco.pytorch.Tensor tensor) {
        org.bytedeco.pytorch.Tensor plain =
                tensor.detach().to(torch.ScalarType.Double).contiguous();
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            new DoublePointer(plain.data_ptr()).get(values);
        }
        return values;
    }

    /** The elements in row-major order, converted to long. */
    static long[] longs(org.bytedeco.pytorch.Tensor tensor) {
        org.bytedeco.pytorch.Tensor plain =
                tensor.detach().to(torch.ScalarType.Long).contiguous();
        long[] values = new long[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            new LongPointer(plain.data_ptr()).get(values);
        }
        return values;
    }

    static Shape shape(org.bytedeco.pytorch.Tensor tensor) {
        int[] extents = new int[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = Math.toIntExact(tensor.size(i));
        }
        return Shape.of(extents);
    }

    static torch.ScalarType type(DType dtype) {
        return switch (dtype) {
            case BOOL -> torch.ScalarType.Bool;
            case UINT8 -> torch.ScalarType.Byte;
            case INT8 -> torch.ScalarType.Char;
            case INT16 -> torch.ScalarType.Short;
            case INT32 -> torch.ScalarType.Int;
            case INT64 -> torch.ScalarType.Long;
            case FLOAT16 -> torch.ScalarType.Half;
            case BFLOAT16 -> torch.ScalarType.BFloat16;
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT64 -> torch.ScalarType.Double;
        };
    }

    /** The dtype of that name here; libtorch makes a new enum value for each answer, hence {@code intern}. */
    static DType dtype(torch.ScalarType type) {
        torch.ScalarType known = type.intern();
        for (DType dtype : DType.values()) {
            if (type(dtype) == known) {
                return dtype;
            }
        }
        throw new AssertionError("libtorch's " + known + " has no counterpart");
    }

    static LongArrayRef sizes(Shape shape) {
        return list(shape.toArray());
    }

    /** A reference does not copy: the memory it shows lives as long as the open scope. */
    static LongArrayRef list(int... values) {
        LongPointer memory = new LongPointer(Math.max(1, values.length));
        memory.put(longs(values));
        return new LongArrayRef(memory, values.length);
    }

    static long[] longs(int... values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
