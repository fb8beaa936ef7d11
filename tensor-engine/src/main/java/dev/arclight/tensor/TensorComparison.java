package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Eq;
import dev.arclight.op.Ge;
import dev.arclight.op.Gt;
import dev.arclight.op.Le;
import dev.arclight.op.Lt;
import dev.arclight.op.Ne;

/** Comparisons of every element, with broadcasting and promotion; the results are bool. */
public sealed interface TensorComparison extends TensorBase permits Tensor {
    default Tensor eq(Tensor other) {
        return Dispatch.run(Eq.OP, self(), other);
    }

    default Tensor eq(double other) {
        return Dispatch.run(Eq.OP, self(), Tensor.number(other));
    }

    default Tensor ne(Tensor other) {
        return Dispatch.run(Ne.OP, self(), other);
    }

    default Tensor lt(Tensor other) {
        return Dispatch.run(Lt.OP, self(), other);
    }

    default Tensor lt(double other) {
        return Dispatch.run(Lt.OP, self(), Tensor.number(other));
    }

    default Tensor le(Tensor other) {
        return Dispatch.run(Le.OP, self(), other);
    }

    default Tensor gt(Tensor other) {
        return Dispatch.run(Gt.OP, self(), other);
    }

    default Tensor gt(double other) {
        return Dispatch.run(Gt.OP, self(), Tensor.number(other));
    }

    default Tensor ge(Tensor other) {
        return Dispatch.run(Ge.OP, self(), other);
    }
}
