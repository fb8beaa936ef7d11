package dev.arclight.tensor;

import dev.arclight.op.Abs;
import dev.arclight.op.Add;
import dev.arclight.op.Cos;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Div;
import dev.arclight.op.Erf;
import dev.arclight.op.Exp;
import dev.arclight.op.Floor;
import dev.arclight.op.Log;
import dev.arclight.op.Maximum;
import dev.arclight.op.Minimum;
import dev.arclight.op.Mul;
import dev.arclight.op.Neg;
import dev.arclight.op.Pow;
import dev.arclight.op.Relu;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.Sign;
import dev.arclight.op.Sin;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Sub;
import dev.arclight.op.Tanh;

/** Arithmetic on every element, with broadcasting and promotion; methods that end in {@code _} change the tensor. */
public sealed interface TensorArithmetic extends TensorBase permits Tensor {
    default Tensor add(Tensor other) {
        return Dispatch.run(Add.OP, self(), other);
    }

    default Tensor add(double other) {
        return Dispatch.run(Add.OP, self(), Tensor.number(other));
    }

    default Tensor sub(Tensor other) {
        return Dispatch.run(Sub.OP, self(), other);
    }

    default Tensor sub(double other) {
        return Dispatch.run(Sub.OP, self(), Tensor.number(other));
    }

    default Tensor mul(Tensor other) {
        return Dispatch.run(Mul.OP, self(), other);
    }

    default Tensor mul(double other) {
        return Dispatch.run(Mul.OP, self(), Tensor.number(other));
    }

    /** True division: integers become float32. */
    default Tensor div(Tensor other) {
        return Dispatch.run(Div.OP, self(), other);
    }

    default Tensor div(double other) {
        return Dispatch.run(Div.OP, self(), Tensor.number(other));
    }

    default Tensor pow(Tensor exponent) {
        return Dispatch.run(Pow.OP, self(), exponent);
    }

    default Tensor pow(double exponent) {
        return Dispatch.run(Pow.OP, self(), Tensor.number(exponent));
    }

    default Tensor maximum(Tensor other) {
        return Dispatch.run(Maximum.OP, self(), other);
    }

    default Tensor minimum(Tensor other) {
        return Dispatch.run(Minimum.OP, self(), other);
    }

    default Tensor add_(Tensor other) {
        return Dispatch.runInPlace(Add.OP, self(), other);
    }

    default Tensor add_(double other) {
        return Dispatch.runInPlace(Add.OP, self(), Tensor.number(other));
    }

    default Tensor sub_(Tensor other) {
        return Dispatch.runInPlace(Sub.OP, self(), other);
    }

    default Tensor mul_(Tensor other) {
        return Dispatch.runInPlace(Mul.OP, self(), other);
    }

    default Tensor mul_(double other) {
        return Dispatch.runInPlace(Mul.OP, self(), Tensor.number(other));
    }

    default Tensor div_(Tensor other) {
        return Dispatch.runInPlace(Div.OP, self(), other);
    }

    /** Writes the elements of {@code other}, broadcast and converted, over this tensor's. */
    default Tensor copy_(Tensor other) {
        return Dispatch.runInPlace(
                dev.arclight.op.CopyFrom.OP,
                self(),
                other.type().shape().equals(shape()) ? other : other.expand(shape().toArray()));
    }

    /** Sets every element. */
    default Tensor fill_(double value) {
        return copy_(Tensor.number(value));
    }

    default Tensor zero_() {
        return fill_(0);
    }

    default Tensor neg() {
        return Dispatch.run(Neg.OP, self());
    }

    default Tensor abs() {
        return Dispatch.run(Abs.OP, self());
    }

    default Tensor sign() {
        return Dispatch.run(Sign.OP, self());
    }

    default Tensor floor() {
        return Dispatch.run(Floor.OP, self());
    }

    default Tensor exp() {
        return Dispatch.run(Exp.OP, self());
    }

    default Tensor log() {
        return Dispatch.run(Log.OP, self());
    }

    default Tensor sqrt() {
        return Dispatch.run(Sqrt.OP, self());
    }

    default Tensor sin() {
        return Dispatch.run(Sin.OP, self());
    }

    default Tensor cos() {
        return Dispatch.run(Cos.OP, self());
    }

    default Tensor tanh() {
        return Dispatch.run(Tanh.OP, self());
    }

    default Tensor sigmoid() {
        return Dispatch.run(Sigmoid.OP, self());
    }

    default Tensor relu() {
        return Dispatch.run(Relu.OP, self());
    }

    default Tensor erf() {
        return Dispatch.run(Erf.OP, self());
    }
}
