package dev.arclight.tensor;

import dev.arclight.op.Cat;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Where;
import java.util.ArrayList;
import java.util.List;

/** Several tensors as one; users call these as {@code Tensor.cat(List.of(a, b))}. */
public abstract sealed class TensorJoining permits TensorCreation {
    TensorJoining() {}

    /** Tensors one after the other along the first dimension. */
    public static Tensor cat(List<Tensor> tensors) {
        return cat(tensors, 0);
    }

    /**
     * Tensors one after the other along a dimension; vectors without elements may be among them whatever the others' shape.
     *
     * @throws ShapeException if there is none or their other extents differ
     */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Dispatch.run(new Cat(dim), tensors.toArray(Tensor[]::new));
    }

    /** {@link #cat(List)} by its other name. */
    public static Tensor concat(List<Tensor> tensors) {
        return cat(tensors, 0);
    }

    /** {@link #cat(List, int)} by its other name. */
    public static Tensor concat(List<Tensor> tensors, int dim) {
        return cat(tensors, dim);
    }

    /** Tensors of one shape side by side along a new first dimension. */
    public static Tensor stack(List<Tensor> tensors) {
        return stack(tensors, 0);
    }

    /** Tensors of one shape side by side along a new dimension. @throws ShapeException if there is none or shapes differ */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        requireSome("stack", tensors);
        Shape shape = tensors.get(0).shape();
        for (int i = 1; i < tensors.size(); i++) {
            if (!tensors.get(i).shape().equals(shape)) {
                throw new ShapeException("stack: tensor " + i + " has shape "
                        + tensors.get(i).shape() + ", the first " + shape + "; all must have one shape");
            }
        }
        return cat(tensors.stream().map(tensor -> tensor.unsqueeze(dim)).toList(), dim);
    }

    /** Tensors side by side: along the second dimension, vectors along the first. */
    public static Tensor hstack(List<Tensor> tensors) {
        requireSome("hstack", tensors);
        List<Tensor> parts = tensors.stream().map(Tensor::atleast1d).toList();
        return cat(parts, parts.get(0).rank() == 1 ? 0 : 1);
    }

    /** Tensors one above the other along the first dimension; vectors become rows. */
    public static Tensor vstack(List<Tensor> tensors) {
        requireSome("vstack", tensors);
        return cat(tensors.stream().map(Tensor::atleast2d).toList(), 0);
    }

    /** {@link #vstack} by its other name. */
    public static Tensor rowStack(List<Tensor> tensors) {
        return vstack(tensors);
    }

    /** Tensors one behind the other along the third dimension. */
    public static Tensor dstack(List<Tensor> tensors) {
        requireSome("dstack", tensors);
        return cat(tensors.stream().map(Tensor::atleast3d).toList(), 2);
    }

    /** {@link #hstack} where scalars and vectors become columns. */
    public static Tensor columnStack(List<Tensor> tensors) {
        requireSome("columnStack", tensors);
        List<Tensor> columns = tensors.stream()
                .map(tensor -> tensor.rank() <= 1 ? tensor.view(tensor.numel(), 1) : tensor)
                .toList();
        return hstack(columns);
    }

    /** Tensors of which each is a matrix around the diagonal of the result, zeros elsewhere; vectors are rows. */
    public static Tensor blockDiag(List<Tensor> tensors) {
        requireSome("blockDiag", tensors);
        List<Tensor> matrices = tensors.stream().map(Tensor::atleast2d).toList();
        int columns = 0;
        DType dtype = tensors.get(0).dtype();
        for (Tensor matrix : matrices) {
            if (matrix.rank() != 2) {
                throw new ShapeException("blockDiag: expected at most 2 dimensions, got shape " + matrix.shape());
            }
            columns += matrix.size(1);
            dtype = DType.promote(dtype, matrix.dtype());
        }
        List<Tensor> bands = new ArrayList<>();
        int before = 0;
        for (Tensor matrix : matrices) {
            int after = columns - before - matrix.size(1);
            bands.add(matrix.to(dtype).pad(before, after));
            before += matrix.size(1);
        }
        return cat(bands, 0);
    }

    /** All tensors stretched to the shape that they broadcast to, without copying. */
    public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
        Shape shape = Shape.of();
        for (Tensor tensor : tensors) {
            shape = Shape.broadcast("broadcastTensors", shape, tensor.shape());
        }
        int[] extents = shape.toArray();
        return tensors.stream().map(tensor -> tensor.expand(extents)).toList();
    }

    /** Each tensor with at least one dimension. */
    public static List<Tensor> atleast1d(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::atleast1d).toList();
    }

    /** Each tensor with at least two dimensions. */
    public static List<Tensor> atleast2d(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::atleast2d).toList();
    }

    /** Each tensor with at least three dimensions. */
    public static List<Tensor> atleast3d(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::atleast3d).toList();
    }

    /** {@code condition ? a : b} for every element. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        // What held conditions before there were bools.
        Tensor holds = condition.dtype() == DType.UINT8 ? condition.to(DType.BOOL) : condition;
        return Dispatch.run(Where.OP, holds, a, b);
    }

    public static Tensor where(Tensor condition, Tensor a, double b) {
        return where(condition, a, Tensor.number(b));
    }

    public static Tensor where(Tensor condition, double a, Tensor b) {
        return where(condition, Tensor.number(a), b);
    }

    public static Tensor where(Tensor condition, double a, double b) {
        return where(condition, Tensor.number(a), Tensor.number(b));
    }

    /** As {@link #where(Tensor, Tensor, double)} with a whole number, beside which integers stay what they are. */
    public static Tensor where(Tensor condition, Tensor a, long b) {
        return where(condition, a, Tensor.number(b));
    }

    public static Tensor where(Tensor condition, long a, Tensor b) {
        return where(condition, Tensor.number(a), b);
    }

    /** Int64. */
    public static Tensor where(Tensor condition, long a, long b) {
        return where(condition, Tensor.number(a), Tensor.number(b));
    }

    /** Where a condition holds: an index tensor for each dimension. */
    public static List<Tensor> where(Tensor condition) {
        return condition.nonzeroAsTuple();
    }

    private static void requireSome(String what, List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new ShapeException(what + ": expected at least one tensor, got none");
        }
    }
}
