package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.op.EmbeddingByte;
import dev.arclight.op.LinearDynamic;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What layers compute by weights that may be int8: those that have a scale for each row are. */
final class Int8Functions {
    private Int8Functions() {}

    static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor scale, @Nullable Tensor bias) {
        if (scale == null) {
            return Functional.linear(input, weight, bias);
        }
        return bias == null
                ? Dispatch.run(LinearDynamic.OP, input, weight, scale)
                : Dispatch.run(LinearDynamic.OP, input, weight, scale, bias);
    }

    static Tensor embedding(Tensor codes, Tensor scale, Tensor input) {
        return Dispatch.run(EmbeddingByte.OP, codes, scale, input);
    }

    /** Bags of rows that are made float32 when they are asked for. */
    static Tensor embeddingBag(
            Tensor codes,
            Tensor scale,
            Tensor input,
            @Nullable Tensor offsets,
            EmbeddingBagMode mode,
            @Nullable Tensor perSampleWeights,
            boolean includeLastOffset,
            @Nullable Integer paddingIdx) {
        int count = input.numel();
        Tensor numbers = input.reshape(count);
        Tensor rows = embedding(codes, scale, numbers);
        Tensor own = Tensor.of(LongStream.range(0, count).toArray(), count);
        Integer padding = null;
        if (paddingIdx != null) {
            // A row of zeros at the end stands for the padding.
            rows = Tensor.cat(List.of(rows, Tensor.zeros(rows.dtype(), 1, rows.size(1))), 0);
            own = Tensor.where(numbers.eq((long) paddingIdx), Tensor.full((long) count, count), own);
            padding = count;
        }
        Tensor each = own.reshape(input.shape().toArray());
        return Functional.embeddingBag(
                each, rows, offsets, null, 2, false, mode, perSampleWeights, includeLastOffset, padding);
    }
}
