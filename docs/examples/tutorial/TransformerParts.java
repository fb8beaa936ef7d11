package tutorial;

import dev.arclight.model.transformer.DecoderBlock;
import dev.arclight.model.transformer.EncoderBlock;
import dev.arclight.model.transformer.FeedForward;
import dev.arclight.model.transformer.LayerNorm;
import dev.arclight.model.transformer.MultiHeadAttention;
import dev.arclight.model.transformer.PositionalEncoding;
import dev.arclight.model.transformer.Transformer;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;

/** The parts of a transformer and the whole of it; their classes are written with this library as anyone would. */
public final class TransformerParts {
    private TransformerParts() {}

    public static void main(String[] args) {
        Generator.manualSeed(0);
        Tensor x = Tensor.randn(2, 5, 16);

        // 1. Attention of several heads.
        MultiHeadAttention attention = new MultiHeadAttention(16, 4);
        MultiHeadAttention.Attended attended = attention.forward(x, x, x, null);
        System.out.println(attended.output().shape() + " " + attended.weights().shape());

        // 2. Positions.
        PositionalEncoding positions = new PositionalEncoding(16, 100);
        System.out.println(positions.forward(x).shape());

        // 3. The norm of a layer.
        System.out.println(new LayerNorm(16).forward(x).mean().abs().item() < 1e-6);

        // 4. The feed-forward network.
        System.out.println(new FeedForward(16, 32, 0.1).forward(x).shape());

        // 5. and 6. An encoder block and a decoder block.
        Tensor encoded = new EncoderBlock(16, 4, 32, 0.1).forward(x);
        System.out.println(encoded.shape());
        System.out.println(
                new DecoderBlock(16, 4, 32, 0.1).forward(x, encoded, null, null).shape());

        // 7. The whole.
        Transformer model = new Transformer(1000, 1000, 32, 4, 2, 64, 50, 0.1);
        Tensor src = Tensor.randint(0, 1000, 16, 32);
        Tensor tgt = Tensor.randint(0, 1000, 16, 32);
        System.out.println(model.forward(src, tgt).shape());
        System.out.println(model.makeTgtMask(Tensor.of(new long[] {5, 7, 9, 0}, 1, 4)));
    }
}
