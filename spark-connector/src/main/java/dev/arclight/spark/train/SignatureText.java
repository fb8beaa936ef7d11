package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A signature as text beside weights: a line for each tensor, {@code in|out dtype extents name}. */
final class SignatureText {
    /** Of the weights' metadata. */
    static final String KEY = "signature";

    private static final String IN = "in";
    private static final String OUT = "out";

    private SignatureText() {}

    static String write(Signature signature) {
        List<String> lines = new ArrayList<>();
        signature.inputs().forEach(spec -> lines.add(line(IN, spec)));
        signature.outputs().forEach(spec -> lines.add(line(OUT, spec)));
        return String.join("\n", lines);
    }

    /** The inputs alone, to compare and to read. */
    static String inputs(Signature signature) {
        return signature.inputs().stream().map(spec -> line(IN, spec)).collect(Collectors.joining(", "));
    }

    private static String line(String way, TensorSpec spec) {
        String extents = Arrays.stream(spec.shape()).mapToObj(Integer::toString).collect(Collectors.joining(","));
        return way + " " + spec.dtype().name() + " " + extents + " " + spec.name();
    }

    /** @throws TrainingException if it is none */
    static Signature read(String text, String location) {
        List<TensorSpec> inputs = new ArrayList<>();
        List<TensorSpec> outputs = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", 4);
            try {
                int[] shape = Arrays.stream(parts[2].split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                TensorSpec spec = new TensorSpec(parts[3], DType.valueOf(parts[1].toUpperCase(Locale.ROOT)), shape);
                (parts[0].equals(IN) ? inputs : outputs).add(spec);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new TrainingException(
                        location + " has a signature with '" + line
                                + "', expected such as 'in FLOAT32 -1,6 features'; save the model again",
                        e);
            }
        }
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new TrainingException(location + " says no inputs or no outputs; save the model again");
        }
        return new Signature(inputs, outputs);
    }
}
