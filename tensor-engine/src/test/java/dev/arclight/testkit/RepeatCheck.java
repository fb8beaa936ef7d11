package dev.arclight.testkit;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** The same inputs give the same bits again, from recycled memory too, and stay as they were. */
@SuppressWarnings("try") // The scope is there to be closed.
final class RepeatCheck implements OpCheck {
    @Override
    public String sentence() {
        return "repeats its bits, from recycled memory too, and leaves its inputs as they were";
    }

    @Override
    public void run(Sample sample) {
        Arena arena = new Arena();
        for (DType dtype : DType.values()) {
            Tensor[] inputs = SampleInputs.of(sample, dtype, 8);
            if (!OpCheck.takes(sample.op(), inputs)) {
                continue;
            }
            Tensor[] before = Arrays.stream(inputs).map(Tensor::copy).toArray(Tensor[]::new);
            Tensor[] first = Dispatch.runAll(sample.op(), inputs);
            compare(dtype + ", again", Dispatch.runAll(sample.op(), inputs), first);
            // The second time round, the arena's arrays hold what the first left there.
            for (int round = 0; round < 3; round++) {
                try (Arena.Scope scope = arena.open()) {
                    compare(dtype + ", in an arena, round " + round, Dispatch.runAll(sample.op(), inputs), first);
                    for (Tensor output : first) {
                        Tensor.zeros(output.dtype(), output.shape().toArray()).fill_(77);
                    }
                }
            }
            compare(dtype + ", inputs", inputs, before);
        }
    }

    private static void compare(String what, Tensor[] actual, Tensor[] expected) {
        for (int i = 0; i < expected.length; i++) {
            Expect.sameBits(what + ", tensor " + i, actual[i], expected[i]);
        }
    }
}
