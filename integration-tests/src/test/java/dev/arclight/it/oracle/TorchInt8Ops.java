package dev.arclight.it.oracle;

import dev.arclight.op.EmbeddingByte;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.Op;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Ops with int8 weights as one would write them down in libtorch: codes are chosen in float32, whose ties decide them, and
 * products of codes are exact in float64. Its own quantized layers round activations in another way.
 */
final class TorchInt8Ops {
    private TorchInt8Ops() {}

    static void addTo(Map<Class<? extends Op>, TorchOps.Call<? extends Op>> known) {
        TorchOps.Call<LinearDynamic> linear =
                (op, in) -> new Tensor[] {linear(in[0], in[1], in[2], in.length > 3 ? in[3] : null)};
        known.put(LinearDynamic.class, linear);
        TorchOps.Call<EmbeddingByte> embedding = (op, in) -> {
            requireFloat(in[1]);
            Tensor table = in[0].to(in[1].scalar_type()).mul(in[1].unsqueeze(1));
            return new Tensor[] {torch.embedding(table, in[2])};
        };
        known.put(EmbeddingByte.class, embedding);
        TorchOps.Call<LstmDynamic> lstm = TorchInt8Ops::lstm;
        known.put(LstmDynamic.class, lstm);
        TorchOps.Call<GruDynamic> gru = TorchInt8Ops::gru;
        known.put(GruDynamic.class, gru);
    }

    /** The truth is float64; other dtypes are refused as the ops refuse them. */
    private static void requireFloat(Tensor x) {
        torch.ScalarType type = x.scalar_type();
        if (type.intern() != torch.ScalarType.Float && type.intern() != torch.ScalarType.Double) {
            throw new RuntimeException("float32 is expected");
        }
    }

    private static Tensor linear(Tensor x, Tensor codes, Tensor scale, Tensor bias) {
        requireFloat(x);
        Tensor narrow = x.to(torch.ScalarType.Float);
        Tensor largest = torch.amax(narrow.abs(), new long[] {-1}, true);
        Tensor rounded =
                torch.round(narrow.mul(torch.full_like(largest, new Scalar(127)).div(largest)));
        Tensor sums = torch.matmul(
                rounded.to(torch.ScalarType.Double),
                codes.to(torch.ScalarType.Double).t());
        Tensor steps = largest.to(torch.ScalarType.Double).div(new Scalar(127.0));
        Tensor y = sums.mul(steps.mul(scale.to(torch.ScalarType.Double)));
        return (bias == null ? y : y.add(bias.to(torch.ScalarType.Double))).to(x.scalar_type());
    }

    private static Tensor[] lstm(LstmDynamic op, Tensor[] in) {
        boolean projected = in.length > 8;
        int scales = projected ? 7 : 6;
        Tensor h = in[1];
        Tensor c = in[2];
        int steps = (int) in[0].size(0);
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++) {
            int t = op.reverse() ? steps - 1 - i : i;
            Tensor gates =
                    linear(in[0].select(0, t), in[3], in[scales], in[5]).add(linear(h, in[4], in[scales + 1], null));
            TensorVector parts = torch.chunk(gates, 4, 1);
            c = parts.get(1)
                    .sigmoid()
                    .mul(c)
                    .add(parts.get(0).sigmoid().mul(parts.get(2).tanh()));
            Tensor hidden = parts.get(3).sigmoid().mul(c.tanh());
            h = projected ? linear(hidden, in[6], in[scales + 2], null) : hidden;
            outputs[t] = h;
        }
        return new Tensor[] {torch.stack(new TensorVector(outputs), 0), h, c};
    }

    private static Tensor[] gru(GruDynamic op, Tensor[] in) {
        Tensor h = in[1];
        int steps = (int) in[0].size(0);
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++) {
            int t = op.reverse() ? steps - 1 - i : i;
            TensorVector x = torch.chunk(linear(in[0].select(0, t), in[2], in[6], in[4]), 3, 1);
            TensorVector own = torch.chunk(linear(h, in[3], in[7], in[5]), 3, 1);
            Tensor reset = x.get(0).add(own.get(0)).sigmoid();
            Tensor update = x.get(1).add(own.get(1)).sigmoid();
            Tensor candidate = x.get(2).add(reset.mul(own.get(2))).tanh();
            h = candidate.add(update.mul(h.sub(candidate)));
            outputs[t] = h;
        }
        return new Tensor[] {torch.stack(new TensorVector(outputs), 0), h};
    }
}
