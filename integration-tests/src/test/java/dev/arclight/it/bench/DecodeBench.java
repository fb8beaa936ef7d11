package dev.arclight.it.bench;

import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Functional;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ModuleList;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One step of a language model of GPT-2's size (124 million weights, drawn at random): the next token's logits, given the
 * keys and values of 128 tokens before; in float32, and with its linear layers in int8. Keys and values lie in caches of a fixed
 * length, over which a step writes its own at the token's place, and which a mask lets it see up to there. All it does is read
 * the weights, so it is compared with the speed at which this machine reads memory, measured in turn in the same process on one
 * thread.
 *
 * <p>Run it on one core: {@code taskset -c 1 bin/bench DecodeBench [float32|int8]}.
 */
public final class DecodeBench {
    private static final int WORDS = 50_257;
    private static final int WIDTH = 768;
    private static final int HEADS = 12;
    private static final int LAYERS = 12;
    private static final int CACHED = 128;
    private static final int CACHE = 256;
    private static final int FIRST_CACHE = 3;
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.4;

    /** More than any cache holds. */
    private static final int READ = 32 << 20;

    private DecodeBench() {}

    /** A layer of the decoder: {@code x} with what attention and the feed-forward network add. */
    private static final class Layer extends Module {
        private final LayerNorm norm1 = register("ln_1", new LayerNorm(WIDTH));
        private final Linear projections = register("c_attn", new Linear(WIDTH, 3 * WIDTH));
        private final Linear joined = register("c_proj", new Linear(WIDTH, WIDTH));
        private final LayerNorm norm2 = register("ln_2", new LayerNorm(WIDTH));
        private final Linear wide = register("c_fc", new Linear(WIDTH, 4 * WIDTH));
        private final Linear narrow = register("mlp_c_proj", new Linear(4 * WIDTH, WIDTH));

        /** @param keys of all tokens, {@code [1, heads, cache, features]}; gets this token's, as {@code values} do */
        Tensor step(Tensor x, Tensor place, Tensor mask, Tensor keys, Tensor values) {
            Tensor all = projections
                    .call(norm1.call(x))
                    .view(1, 1, 3 * HEADS, WIDTH / HEADS)
                    .transpose(1, 2);
            keys.indexCopy_(2, place, all.narrow(1, HEADS, HEADS));
            values.indexCopy_(2, place, all.narrow(1, 2 * HEADS, HEADS));
            Tensor heads = Functional.scaledDotProductAttention(
                    all.narrow(1, 0, HEADS), keys, values, mask, 0, false, null, false);
            Tensor y = x.add(joined.call(heads.transpose(1, 2).reshape(1, 1, WIDTH)));
            return y.add(narrow.call(Functional.gelu(wide.call(norm2.call(y)))));
        }
    }

    private static final class Decoder extends Module {
        private final Embedding words = register("wte", new Embedding(WORDS, WIDTH));
        private final Embedding places = register("wpe", new Embedding(1024, WIDTH));
        private final ModuleList<Layer> layers = register("h", new ModuleList<>());
        private final LayerNorm norm = register("ln_f", new LayerNorm(WIDTH));
        private final Linear head = register("lm_head", new Linear(WIDTH, WORDS, false));

        Decoder() {
            for (int i = 0; i < LAYERS; i++) {
                layers.append(new Layer());
            }
        }

        /** Of a token, its place, what it sees of the caches, and those by layer: the logits. */
        Tensor[] step(Tensor[] in) {
            Tensor x = words.call(in[0]).add(places.call(in[1]));
            for (int i = 0; i < LAYERS; i++) {
                x = layers.get(i).step(x, in[1], in[2], in[FIRST_CACHE + 2 * i], in[FIRST_CACHE + 1 + 2 * i]);
            }
            return new Tensor[] {head.call(norm.call(x))};
        }

        /** What a step reads of parameters and buffers: all but the tables, of which it reads a row. */
        long bytesRead() {
            return Stream.of(layers, norm, head)
                    .flatMap(part -> part.stateDict().values().stream())
                    .mapToLong(tensor -> (long) tensor.numel() * tensor.dtype().bytes())
                    .sum();
        }

        @Override
        public Tensor forward(Tensor input) {
            throw new UnsupportedOperationException("a decoder makes steps");
        }
    }

    public static void main(String[] arguments) {
        System.out.printf(Locale.ROOT, "JDK %s%n%n", System.getProperty("java.version"));
        System.out.println("|  | bytes read | ms a step | reading alone, ms | share | quarters | bytes a step |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | --- | ---: |");
        if (wanted(arguments, "float32")) {
            race("float32", new Decoder());
        }
        if (wanted(arguments, "int8")) {
            Decoder decoder = new Decoder();
            DynamicQuantization.quantizeDynamic(decoder, DynamicQuantization.USUAL, DType.INT8, true);
            race("int8", decoder);
        }
    }

    private static boolean wanted(String[] arguments, String kind) {
        return arguments.length == 0 || Arrays.asList(arguments).contains(kind);
    }

    private static void race(String kind, Decoder decoder) {
        decoder.eval();
        long bytes = decoder.bytesRead();
        Generator inputsOf = Generator.seeded(2);
        Tensor[] inputs = new Tensor[FIRST_CACHE + 2 * LAYERS];
        inputs[0] = Tensor.randint(inputsOf, 0, WORDS, 1, 1);
        inputs[1] = Tensor.full((long) CACHED, 1);
        inputs[2] = Tensor.arange(CACHE).le(CACHED).view(1, CACHE);
        for (int i = FIRST_CACHE; i < inputs.length; i++) {
            inputs[i] = Tensor.randn(inputsOf, 1, HEADS, CACHE, WIDTH / HEADS);
        }
        InferenceSession session =
                CompiledModel.of(decoder, decoder::step).writingInputs().newSession();
        Runnable step = () -> session.runAll(inputs);
        byte[] read = new byte[4 * READ];
        byte[] same = new byte[4 * READ];
        Runnable reading = () -> {
            if (!Arrays.equals(read, same)) {
                throw new IllegalStateException("memory changed");
            }
        };
        EncoderBench.milliseconds(step, 6 * ROUND_SECONDS);
        EncoderBench.milliseconds(reading, 2 * ROUND_SECONDS);
        double[] steps = new double[ROUNDS];
        double[] limits = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            steps[round] = EncoderBench.milliseconds(step, ROUND_SECONDS);
            double bytesPerMillisecond = 8.0 * READ / EncoderBench.milliseconds(reading, ROUND_SECONDS);
            limits[round] = bytes / bytesPerMillisecond;
            shares[round] = limits[round] / steps[round];
        }
        Arrays.sort(steps);
        Arrays.sort(limits);
        Arrays.sort(shares);
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.1f | %.1f | %.2f | %.2f to %.2f | %,d |%n",
                kind,
                bytes,
                steps[ROUNDS / 2],
                limits[ROUNDS / 2],
                shares[ROUNDS / 2],
                shares[ROUNDS / 4],
                shares[ROUNDS - 1 - ROUNDS / 4],
                EncoderBench.allocated(step));
    }
}
