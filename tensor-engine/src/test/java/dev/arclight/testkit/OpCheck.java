package dev.arclight.testkit;

import dev.arclight.op.Op;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;

/** A property that every op has for every sample to which it applies. */
public interface OpCheck {
    /** A name that reads as a sentence after "every op: ". */
    String sentence();

    /** Whether there is something to check. */
    default boolean applies(Sample sample) {
        return true;
    }

    /** Fails with an AssertionError, or with an error of the engine, if the property does not hold. */
    void run(Sample sample);

    /** Every generic check. */
    static List<OpCheck> all() {
        return List.of(
                new TypeCheck(),
                new ReferenceCheck(),
                new HalfCheck(),
                new IntegerCheck(),
                new ExtremesCheck(),
                new GradientCheck(1),
                new GradientCheck(2),
                new InfiniteGradientCheck(),
                new LayoutCheck(),
                new SizesCheck(),
                new SpecialsCheck(),
                new RepeatCheck());
    }

    /** Whether the op says that it takes these inputs' dtypes. */
    static boolean takes(Op op, Tensor[] inputs) {
        try {
            op.infer(typesOf(inputs));
            return true;
        } catch (DTypeException rejected) {
            return false;
        }
    }

    static TensorType[] typesOf(Tensor[] inputs) {
        TensorType[] types = new TensorType[inputs.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = inputs[i].type();
        }
        return types;
    }

    /** The inputs with those that are numbers converted. */
    static Tensor[] converted(Sample sample, Tensor[] inputs, DType dtype) {
        Tensor[] converted = inputs.clone();
        for (int i = 0; i < inputs.length; i++) {
            if (SampleInputs.isNumber(sample.inputs().get(i))) {
                converted[i] = inputs[i].to(dtype);
            }
        }
        return converted;
    }

    /** Whether the inputs are numbers that may be floating: operations on bits and divisors take integers alone. */
    static boolean takesFloating(Sample sample) {
        return hasNumbers(sample) && takes(sample.op(), SampleInputs.of(sample, DType.FLOAT64, 1));
    }

    static boolean hasNumbers(Sample sample) {
        return sample.inputs().stream().anyMatch(SampleInputs::isNumber);
    }
}
