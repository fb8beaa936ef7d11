package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of an int8 table by number, as {@code torch.ops.quantized.embedding_byte}: codes {@code [V, D]}, their scale {@code [V]}
 * and indices of any shape give float32 {@code [indices…, D]}, each code times its row's scale. There is no gradient.
 */
public record EmbeddingByte() implements Op {
    public static final EmbeddingByte OP = new EmbeddingByte();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Int8Checks.requireCodes("embeddingByte", "weight", inputs[0], inputs[1]);
        Indexing.requireIndex("embeddingByte", inputs[2]);
        int[] index = inputs[2].shape().toArray();
        int[] extents = Arrays.copyOf(index, index.length + 1);
        extents[index.length] = inputs[0].shape().dim(1);
        return Op.one(DType.FLOAT32, Shape.of(extents));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.code(3, 4), Sample.positive(3), Sample.index(3, 5)),
                Sample.of(OP, Sample.code(3, 17), Sample.positive(3), Sample.index(3, 2, 3)),
                Sample.of(OP, Sample.code(3, 4), Sample.positive(3), Sample.index(3)),
                Sample.of(OP, Sample.code(3, 4), Sample.positive(3), Sample.index(3, 0)),
                Sample.of(OP, Sample.code(3, 0), Sample.positive(3), Sample.index(3, 5)));
    }
}
