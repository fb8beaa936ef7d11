package dev.arclight.it.bench;

import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.Functional;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Gru;
import dev.arclight.op.Lstm;
import dev.arclight.op.Reduction;
import dev.arclight.op.Rnn;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fused functions of networks, ours against libtorch's own, one thread each; rows of a Markdown table. Attention's peer is
 * libtorch's fused one, which {@code scaled_dot_product_attention} reaches; recurrent layers' is oneDNN within libtorch,
 * where it has them.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench FusedBench [SECTION or beginning of a name…]}. A section takes up to a
 * minute.
 */
public final class FusedBench {
    private static final Generator GENERATOR = Generator.seeded(1);

    private FusedBench() {}

    public static void main(String[] arguments) {
        Race.start();
        for (String section : List.of("softmax", "norms", "attention", "losses", "embeddings", "recurrent")) {
            races(section)
                    .filter(race -> arguments.length == 0
                            || Arrays.stream(arguments)
                                    .anyMatch(wanted -> wanted.equals(section)
                                            || race.name().startsWith(wanted)))
                    .forEach(Race::run);
        }
    }

    private static Stream<Race> races(String section) {
        return switch (section) {
            case "softmax" -> softmax();
            case "norms" -> norms();
            case "attention" -> attention();
            case "losses" -> losses();
            case "embeddings" -> embeddings();
            case "recurrent" -> recurrent();
            default -> throw new IllegalArgumentException("no section \"" + section + "\"");
        };
    }

    private static Stream<Race> softmax() {
        return Stream.of(
                Race.of("softmax 128×768", "torch.softmax(a, -1)", in -> in[0].softmax(-1), random(128, 768)),
                Race.of("logSoftmax 128×768", "torch.log_softmax(a, -1)", in -> in[0].logSoftmax(-1), random(128, 768)),
                Race.of("softmax 4096×64", "torch.softmax(a, -1)", in -> in[0].softmax(-1), random(4096, 64)));
    }

    private static Stream<Race> norms() {
        return Stream.of(
                Race.of(
                        "layerNorm 128×768",
                        "torch.layer_norm(a, [768], b, c)",
                        in -> Functional.layerNorm(in[0], new int[] {768}, in[1], in[2], 1e-5),
                        random(128, 768),
                        random(768),
                        random(768)),
                Race.of(
                        "rmsNorm 128×768",
                        "torch.rms_norm(a, [768], b, 1e-05)",
                        in -> Functional.rmsNorm(in[0], new int[] {768}, in[1], 1e-5),
                        random(128, 768),
                        random(768)),
                Race.of(
                        "batchNorm 32×64×28×28",
                        "torch.batch_norm(a, b, c, None, None, True, 0.10000000000000001, 1e-05, True)",
                        in -> Functional.batchNorm(in[0], null, null, in[1], in[2], true, 0.1, 1e-5),
                        random(32, 64, 28, 28),
                        random(64),
                        random(64)),
                Race.of(
                        "groupNorm 32×64×28×28",
                        "torch.group_norm(a, 8, b, c, 1e-05, True)",
                        in -> Functional.groupNorm(in[0], 8, in[1], in[2], 1e-5),
                        random(32, 64, 28, 28),
                        random(64),
                        random(64)));
    }

    private static Stream<Race> attention() {
        return Stream.of(
                attention(false, 1, 8, 128, 64),
                attention(true, 1, 8, 128, 64),
                attention(false, 1, 1, 4096, 64),
                attention(true, 1, 1, 1024, 64));
    }

    private static Race attention(boolean causal, int... shape) {
        return Race.of(
                "attention " + shape[1] + "×" + shape[2] + "×" + shape[3] + (causal ? ", causal" : ""),
                "torch.scaled_dot_product_attention(a, b, c, None, 0., " + (causal ? "True" : "False") + ")",
                in -> Functional.scaledDotProductAttention(in[0], in[1], in[2], null, 0, causal, null, false),
                random(shape),
                random(shape),
                random(shape));
    }

    private static Stream<Race> losses() {
        return Stream.of(
                Race.of(
                                "crossEntropy 128×1000",
                                "torch.cross_entropy_loss(a, b)",
                                in -> Functional.crossEntropy(in[0], in[1]),
                                random(128, 1000),
                                whole(1000, 128))
                        .constants(1),
                Race.of(
                                "mseLoss 1,000,000",
                                "torch.mse_loss(a, b)",
                                in -> Functional.mseLoss(in[0], in[1], Reduction.MEAN),
                                random(1_000_000),
                                random(1_000_000))
                        .constants(1),
                Race.of(
                                "binaryCrossEntropyWithLogits 1,000,000",
                                "torch.binary_cross_entropy_with_logits(a, b)",
                                in -> Functional.binaryCrossEntropyWithLogits(in[0], in[1], null, null, Reduction.MEAN),
                                random(1_000_000),
                                Tensor.rand(Generator.seeded(3), 1_000_000))
                        .constants(1),
                Race.of(
                                "smoothL1Loss 1,000,000",
                                "torch.smooth_l1_loss(a, b)",
                                in -> Functional.smoothL1Loss(in[0], in[1], Reduction.MEAN, 1),
                                random(1_000_000),
                                random(1_000_000))
                        .constants(1));
    }

    private static Stream<Race> embeddings() {
        return Stream.of(
                Race.of(
                                "embedding 4096 of 10000×128",
                                "torch.embedding(a, b)",
                                in -> Functional.embedding(in[1], in[0]),
                                random(10_000, 128),
                                whole(10_000, 4096))
                        .constants(1),
                Race.of(
                                "embeddingBag 256×16 of 10000×128",
                                "(torch.embedding_bag(a, torch.reshape(b, [-1]), torch.arange(0, 4096, 16)))[0]",
                                in -> Functional.embeddingBag(
                                        in[1], in[0], null, null, 2, false, EmbeddingBagMode.SUM, null, false, null),
                                random(10_000, 128),
                                whole(10_000, 4096).reshape(256, 16))
                        .constants(1));
    }

    private static Stream<Race> recurrent() {
        return Stream.of(
                Race.of(
                        "LSTM 32×100×256",
                        "(torch.lstm(a, [b, c], [d, e, f, h], True, 1, 0., TRAIN, False, False))[0]",
                        FusedBench::lstm,
                        recurrent(4, true)),
                Race.of(
                        "GRU 32×100×256",
                        "(torch.gru(a, b, [c, d, e, f], True, 1, 0., TRAIN, False, False))[0]",
                        in -> Dispatch.run(
                                new Gru(Dims.of(), false), in[0], in[1].reshape(32, 256), in[2], in[3], in[4], in[5]),
                        recurrent(3, false)),
                Race.of(
                        "RNN 32×100×256",
                        "(torch.rnn_tanh(a, b, [c, d, e, f], True, 1, 0., TRAIN, False, False))[0]",
                        in -> Dispatch.run(
                                new Rnn(Dims.of(), false, false),
                                in[0],
                                in[1].reshape(32, 256),
                                in[2],
                                in[3],
                                in[4].add(in[5])),
                        recurrent(1, false)));
    }

    private static Tensor lstm(Tensor[] in) {
        Tensor[] inputs = {in[0], in[1].reshape(32, 256), in[2].reshape(32, 256), in[3], in[4], in[5].add(in[6])};
        return Dispatch.run(Lstm.of(Dims.of(), false, inputs), inputs);
    }

    /** 100 steps of 32 rows of 256, and weights; small, for the gradients of what saturates are slow denormal numbers. */
    private static Tensor[] recurrent(int gates, boolean cell) {
        Tensor[] all = {
            random(100, 32, 256),
            random(1, 32, 256),
            random(1, 32, 256),
            random(gates * 256, 256),
            random(gates * 256, 256),
            random(gates * 256),
            random(gates * 256)
        };
        return Stream.of(all)
                .filter(tensor -> cell || tensor != all[2])
                .map(tensor -> tensor.mul(0.1))
                .toArray(Tensor[]::new);
    }

    private static Tensor random(int... shape) {
        return Tensor.randn(GENERATOR, shape);
    }

    private static Tensor whole(int bound, int length) {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = GENERATOR.nextInt(bound);
        }
        return Tensor.of(values, length);
    }
}
