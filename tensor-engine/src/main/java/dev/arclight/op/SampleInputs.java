package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** Makes the tensors that a sample describes. The same seed gives the same numbers in every dtype that can hold them. */
public final class SampleInputs {
    private SampleInputs() {}

    /**
     * Contiguous inputs for a sample.
     *
     * @param dtype of the inputs that are numbers; indices stay int64 and conditions bool
     */
    public static Tensor[] of(Sample sample, DType dtype, long seed) {
        Tensor[] inputs = new Tensor[sample.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Sample.Input input = sample.inputs().get(i);
            Generator generator = Generator.seeded(seed, i);
            int n = (int) input.shape().size();
            DType own = isNumber(input) ? dtype : own(input.domain());
            double[] values = own.isFloating()
                    ? floating(input.domain(), n, generator)
                    : whole(input.domain(), n, own, generator);
            if (!own.isFloating() && i == 1 && sample.op() instanceof Pow) {
                // Integers have no negative powers.
                for (int e = 0; e < n; e++) {
                    values[e] = Math.abs(values[e]);
                }
            }
            inputs[i] = Tensor.of(values, input.shape().toArray()).to(own);
        }
        return inputs;
    }

    private static DType own(Sample.Domain domain) {
        return switch (domain) {
            case BOOL -> DType.BOOL;
            case CODE -> DType.INT8;
            case INDEX2, INDEX3 -> DType.INT64;
            case REAL, POSITIVE, PROBABILITY, NONZERO, DIVISOR, UNIT, FRACTION, ABOVE_ONE, DISTINCT, STEP ->
                throw new IllegalArgumentException(domain + " has no dtype of its own");
        };
    }

    /** Whether an input holds numbers, rather than indices or conditions. */
    public static boolean isNumber(Sample.Input input) {
        return switch (input.domain()) {
            case REAL, POSITIVE, PROBABILITY, NONZERO, DIVISOR, UNIT, FRACTION, ABOVE_ONE, DISTINCT, STEP -> true;
            case INDEX2, INDEX3, CODE, BOOL -> false;
        };
    }

    /** Numbers that float32 holds exactly. */
    private static double[] floating(Sample.Domain domain, int n, Generator generator) {
        double[] values = new double[n];
        int[] order = generator.permutation(n);
        for (int i = 0; i < n; i++) {
            float uniform = generator.nextFloat();
            boolean negative = generator.nextInt(2) == 1;
            values[i] = switch (domain) {
                case REAL -> uniform * 4 - 2;
                case POSITIVE -> 0.2f + uniform * 1.8f;
                case UNIT -> uniform * 1.8f - 0.9f;
                case PROBABILITY, FRACTION -> 0.1f + uniform * 0.8f;
                case ABOVE_ONE -> 1.2f + uniform * 2;
                case NONZERO, DIVISOR -> (0.2f + uniform * 1.8f) * (negative ? -1 : 1);
                case DISTINCT -> (order[i] - n / 2) * 0.0625f;
                case STEP -> 0.002f + uniform * 0.008f;
                case INDEX2, INDEX3, CODE, BOOL -> throw new IllegalArgumentException(domain + " is not floating");
            };
        }
        return values;
    }

    private static double[] whole(Sample.Domain domain, int n, DType dtype, Generator generator) {
        double[] values = new double[n];
        int[] order = generator.permutation(n);
        for (int i = 0; i < n; i++) {
            int positive = 1 + generator.nextInt(5);
            boolean negative = generator.nextInt(2) == 1;
            int value = switch (domain) {
                case REAL -> generator.nextInt(11) - 5;
                case POSITIVE, PROBABILITY, ABOVE_ONE, STEP -> positive;
                case UNIT -> generator.nextInt(3) - 1;
                case FRACTION -> generator.nextInt(2);
                case NONZERO, DIVISOR -> negative ? -positive : positive;
                case DISTINCT -> order[i] - n / 2;
                case INDEX2, BOOL -> generator.nextInt(2);
                case INDEX3 -> generator.nextInt(3);
                case CODE -> generator.nextInt(255) - 127;
            };
            values[i] = switch (dtype) {
                case BOOL -> value & 1;
                case UINT8 -> domain == Sample.Domain.DISTINCT ? order[i] : Math.abs(value);
                case INT8, INT16, INT32, INT64 -> value;
                case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalArgumentException(dtype + " is not whole");
            };
        }
        return values;
    }
}
