package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tensors print as Python's PyTorch printed them into {@code printed.txt}, whose first lines say how it was made. */
class PrintedTensorsTest {
    private record Reference(String description, String text) {}

    @TestFactory
    Stream<DynamicTest> tensorsPrintAsPytorchPrintsThem() throws IOException {
        List<Reference> references = references();
        assertThat(references).hasSizeGreaterThan(400);
        return references.stream().map(reference -> {
            String name = reference.description();
            return DynamicTest.dynamicTest(name.length() < 90 ? name : name.substring(0, 90) + "…", () -> {
                String[] parts = reference.description().split("\\|", -1);
                Tensor tensor = tensor(parts[0].trim(), parts[1].trim());
                PrintOptions options = PrintOptions.DEFAULT;
                for (String option : parts[2].trim().split(" +", -1)) {
                    options = with(options, option);
                    if (option.equals("grad")) {
                        tensor.requiresGrad(true);
                    }
                }
                assertThat(tensor.toString(options)).isEqualTo(reference.text());
            });
        });
    }

    private static List<Reference> references() throws IOException {
        List<Reference> references = new ArrayList<>();
        try (InputStream stream = Objects.requireNonNull(PrintedTensorsTest.class.getResourceAsStream("printed.txt"))) {
            String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : all.substring(all.indexOf("\n> ") + 3).split("\n> ", -1)) {
                int line = block.indexOf('\n');
                references.add(new Reference(
                        block.substring(0, line), block.substring(line + 1).stripTrailing()));
            }
        }
        return references;
    }

    private static Tensor tensor(String type, String values) {
        int space = type.indexOf(' ');
        DType dtype = DType.of(type.substring(0, space));
        int[] shape = Stream.of(type.substring(space + 2, type.length() - 1).split(", ", -1))
                .filter(extent -> !extent.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        int count = (int) Shape.of(shape).size();
        String[] words = values.isEmpty() ? new String[0] : values.split(" ", -1);
        if (words.length > 0 && words[0].equals("arange")) {
            double[] numbers = new double[count];
            Arrays.setAll(numbers, i -> Double.parseDouble(words[1]) + Double.parseDouble(words[2]) * i);
            return Tensor.of(numbers, shape).to(dtype);
        }
        if (!dtype.isFloating()) {
            return Tensor.of(Stream.of(words).mapToLong(Long::parseLong).toArray(), shape)
                    .to(dtype);
        }
        return Tensor.of(Stream.of(words).mapToDouble(Double::parseDouble).toArray(), shape)
                .to(dtype);
    }

    private static PrintOptions with(PrintOptions options, String option) {
        String value = option.substring(option.indexOf('=') + 1);
        return switch (option.substring(0, Math.max(0, option.indexOf('=')))) {
            case "" -> options;
            case "profile" -> value.equals("short") ? PrintOptions.SHORT : PrintOptions.FULL;
            case "precision" -> options.withPrecision(Integer.parseInt(value));
            case "threshold" -> options.withThreshold(Integer.parseInt(value));
            case "edgeitems" -> options.withEdgeItems(Integer.parseInt(value));
            case "linewidth" -> options.withLineWidth(Integer.parseInt(value));
            default -> throw new AssertionError("the file has an unknown option: " + option);
        };
    }
}
