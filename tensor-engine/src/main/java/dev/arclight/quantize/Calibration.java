package dev.arclight.quantize;

import dev.arclight.kernel.Backends;
import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.PackedWeights;
import dev.arclight.nn.Int8Rounding;
import dev.arclight.nn.Module;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.EmbeddingByte;
import dev.arclight.op.Gru;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.Interceptor;
import dev.arclight.op.Linear;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.Op;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Sees the calls of a network that read the weights of some layers, and compares them with what int8 weights would give.
 *
 * <p>What is seen is the operation, so it does not matter how a network calls its parts.
 */
final class Calibration implements Interceptor {
    /** Of each layer. */
    private static final int MOST_CALLS = 4;

    private static final double ROUND_SECONDS = 0.004;
    private static final int ROUNDS = 5;

    /** A call, with copies of what it read and gave. */
    private record Call(Op op, Tensor[] inputs, Tensor output) {}

    /** By the memory of a weight. */
    private final IdentityHashMap<Storage, String> layers = new IdentityHashMap<>();

    private final Map<String, List<Call>> calls = new LinkedHashMap<>();

    /** @param candidates by name */
    Calibration(Map<String, Module> candidates) {
        candidates.forEach((name, layer) ->
                layer.parameters().forEach(parameter -> layers.putIfAbsent(parameter.storage(), name)));
    }

    @Override
    public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Interceptor.Call next) {
        int[] weights = weights(op, inputs.length);
        String layer = weights.length == 0 ? null : layers.get(inputs[weights[0]].storage());
        if (layer == null || inPlace) {
            return next.run(inputs);
        }
        List<Call> seen = calls.computeIfAbsent(layer, name -> new ArrayList<>());
        if (seen.size() == MOST_CALLS) {
            return next.run(inputs);
        }
        Tensor[] copies = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            copies[i] = layers.containsKey(inputs[i].storage())
                    ? inputs[i].detach()
                    : inputs[i].detach().copy();
        }
        Tensor[] results = next.run(inputs);
        seen.add(new Call(op, copies, results[0].detach().copy()));
        return results;
    }

    /** Which inputs are matrices that would be rounded. */
    private static int[] weights(Op op, int inputs) {
        if (op instanceof Linear) {
            return new int[] {1};
        }
        if (op instanceof Lstm) {
            return inputs > 6 ? new int[] {3, 4, 6} : new int[] {3, 4};
        }
        if (op instanceof Gru) {
            return new int[] {2, 3};
        }
        if (op instanceof Embedding || op instanceof WeightedRows || op instanceof EmbeddingBagMax) {
            return new int[] {0};
        }
        return new int[0];
    }

    /** What a layer's calls would be with int8 weights; null if the example did not reach it. */
    @Nullable
    Measured measure(String layer) {
        List<Call> seen = calls.get(layer);
        if (seen == null) {
            return null;
        }
        double largest = 0;
        double sum = 0;
        double squares = 0;
        double reference = 0;
        long count = 0;
        double floatSeconds = 0;
        double int8Seconds = 0;
        for (Call call : seen) {
            Rounded rounded = rounded(call, layer);
            Tensor difference = rounded.run()[0].sub(call.output).abs();
            if (difference.numel() > 0) {
                largest = Math.max(largest, difference.max().item());
                sum += difference.sum().item();
                squares += difference.square().sum().item();
                reference += call.output.square().sum().item();
                count += difference.numel();
            }
            double[] seconds = seconds(bound(call.op, call.inputs), bound(rounded.op, rounded.inputs));
            floatSeconds += seconds[0];
            int8Seconds += seconds[1];
        }
        double relative = squares == 0 ? 0 : Math.sqrt(squares / reference);
        QuantizationReport.Errors errors = count == 0
                ? QuantizationReport.Errors.NONE
                : new QuantizationReport.Errors(largest, sum / count, relative);
        return new Measured(errors, floatSeconds, int8Seconds);
    }

    /** Of all calls of a layer that were seen. */
    record Measured(QuantizationReport.Errors errors, double floatSeconds, double int8Seconds) {}

    /** A call with int8 weights. */
    private record Rounded(Op op, Tensor[] inputs) {
        Tensor[] run() {
            return Dispatch.runAll(op, inputs);
        }
    }

    private static Rounded rounded(Call call, String layer) {
        Op op = call.op;
        Tensor[] in = call.inputs;
        int[] places = weights(op, in.length);
        Int8Rounding[] weights = new Int8Rounding[places.length];
        Tensor[] changed = in.clone();
        for (int i = 0; i < places.length; i++) {
            weights[i] = Int8Rounding.of(layer, "its weight", in[places[i]]);
            changed[places[i]] = weights[i].codes();
        }
        if (op instanceof Linear) {
            Tensor[] all = {in[0], weights[0].codes(), weights[0].scale()};
            return new Rounded(LinearDynamic.OP, in.length > 2 ? joined(all, in[2]) : all);
        }
        if (op instanceof Embedding) {
            return new Rounded(EmbeddingByte.OP, new Tensor[] {weights[0].codes(), weights[0].scale(), in[1]});
        }
        Tensor[] scales = Arrays.stream(weights).map(Int8Rounding::scale).toArray(Tensor[]::new);
        if (op instanceof Lstm lstm) {
            return new Rounded(new LstmDynamic(lstm.batchSizes(), lstm.reverse()), joined(changed, scales));
        }
        if (op instanceof Gru gru) {
            return new Rounded(new GruDynamic(gru.batchSizes(), gru.reverse()), joined(changed, scales));
        }
        // Bags of rows that are made float before they are added up.
        int numbers = op instanceof WeightedRows ? 2 : 1;
        changed[0] = Dispatch.run(EmbeddingByte.OP, weights[0].codes(), scales[0], in[numbers]);
        changed[numbers] = Tensor.of(LongStream.range(0, in[numbers].numel()).toArray(), in[numbers].numel());
        return new Rounded(op, changed);
    }

    private static Tensor[] joined(Tensor[] first, Tensor... others) {
        Tensor[] all = Arrays.copyOf(first, first.length + others.length);
        System.arraycopy(others, 0, all, first.length, others.length);
        return all;
    }

    /** The call as a compiled network makes it, with packed weights. */
    private static BoundCall bound(Op op, Tensor[] inputs) {
        Tensor[] outputs = Dispatch.runAll(op, inputs);
        boolean[] constant = new boolean[inputs.length];
        Arrays.fill(constant, true);
        return Backends.cpu().bind(new BoundCall.Request(op, null, inputs, constant, outputs, new PackedWeights()));
    }

    /** Of both calls in turn: the fastest of some rounds, as others may take the processor meanwhile. */
    private static double[] seconds(BoundCall... both) {
        double[] best = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        for (int round = 0; round <= ROUNDS; round++) {
            for (int i = 0; i < both.length; i++) {
                double seconds = seconds(both[i]);
                // The first round compiles.
                best[i] = round == 0 ? best[i] : Math.min(best[i], seconds);
            }
        }
        return best;
    }

    private static double seconds(BoundCall call) {
        long start = System.nanoTime();
        int count = 0;
        double elapsed;
        do {
            call.run();
            count++;
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < ROUND_SECONDS);
        return elapsed / count;
    }
}
