package dev.arclight.it.bench;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The convolutions of ResNet-18 for one image and for eight, and with gradients those of a small network for digits, against
 * libtorch's: {@code bin/bench ConvBench [beginning of a name]}, all if none is named. {@code bin/bench ConvBench more} has others: with
 * gradients, windows of 1×1, groups, one group for each channel, and pooling. After the table come the geometric mean of the ratios
 * and the least of them.
 */
public final class ConvBench {
    private static final double ROUND_SECONDS = 0.1;

    /** Longer, so that what warms up suffices for the gradients too. */
    private static final double TRAINED_ROUND_SECONDS = 0.2;

    private ConvBench() {}

    private record Layer(int in, int out, int kernel, int stride, int size, int groups) {
        Layer(int in, int out, int kernel, int stride, int size) {
            this(in, out, kernel, stride, size, 1);
        }

        Race race(int batch, boolean trained) {
            Generator generator = Generator.seeded(3);
            Tensor image = Tensor.randn(generator, batch, in, size, size);
            int channels = in / groups;
            Tensor weight =
                    Tensor.randn(generator, out, channels, kernel, kernel).div(Math.sqrt(channels * kernel * kernel));
            int padding = kernel / 2;
            String name = String.format(
                    Locale.ROOT,
                    "%d×%d×%d×%d, %d of %d×%d / %d%s",
                    batch,
                    in,
                    size,
                    size,
                    out,
                    kernel,
                    kernel,
                    stride,
                    groups == 1 ? "" : ", " + groups + " groups");
            String script = String.format(
                    Locale.ROOT,
                    "torch.conv2d(a, b, None, [%d, %d], [%d, %d], [1, 1], %d)",
                    stride,
                    stride,
                    padding,
                    padding,
                    groups);
            Race.Ours ours = operands -> Functional.conv2d(
                    operands[0], operands[1], null, new int[] {stride}, new int[] {padding}, new int[] {1}, groups);
            return trained
                    ? Race.of(name, script, ours, image, weight)
                    : Race.forward(name, script, ours, image, weight);
        }
    }

    public static void main(String[] arguments) {
        Layer[] resNet = {
            new Layer(3, 64, 7, 2, 224),
            new Layer(64, 64, 3, 1, 56),
            new Layer(64, 128, 3, 2, 56),
            new Layer(128, 128, 3, 1, 28),
            new Layer(128, 256, 3, 2, 28),
            new Layer(256, 256, 3, 1, 14),
            new Layer(256, 512, 3, 2, 14),
            new Layer(512, 512, 3, 1, 7)
        };
        Layer[] digits = {new Layer(1, 32, 3, 1, 28), new Layer(32, 64, 3, 1, 14)};
        Race.start();
        List<Double> ratios = new ArrayList<>();
        if (arguments.length > 0 && arguments[0].equals("more")) {
            more(ratios);
            report(ratios);
            return;
        }
        for (int batch : new int[] {1, 8}) {
            for (Layer layer : resNet) {
                run(layer.race(batch, false), ROUND_SECONDS, ratios, arguments);
            }
        }
        for (Layer layer : digits) {
            run(layer.race(64, true), TRAINED_ROUND_SECONDS, ratios, arguments);
        }
        report(ratios);
    }

    private static void more(List<Double> ratios) {
        Layer[] trained = {
            new Layer(64, 64, 3, 1, 56),
            new Layer(128, 256, 3, 2, 28),
            new Layer(512, 512, 3, 1, 7),
            new Layer(64, 256, 1, 1, 56),
            new Layer(512, 1024, 1, 2, 14),
            new Layer(128, 128, 3, 1, 28, 32),
            new Layer(144, 144, 3, 1, 56, 144),
            new Layer(576, 576, 3, 2, 14, 576),
            new Layer(960, 960, 3, 1, 7, 960)
        };
        for (Layer layer : trained) {
            ratios.add(layer.race(1, false).run(ROUND_SECONDS)[0]);
            for (double ratio : layer.race(8, true).run(ROUND_SECONDS)) {
                ratios.add(ratio);
            }
        }
        Tensor image = Tensor.randn(Generator.seeded(4), 8, 64, 112, 112);
        Race[] pools = {
            Race.of(
                    "8×64×112×112, largest of 3×3 / 2",
                    "torch.max_pool2d(a, [3, 3], [2, 2], [1, 1], [1, 1], False)",
                    operands -> Functional.maxPool2d(
                            operands[0], new int[] {3}, new int[] {2}, new int[] {1}, new int[] {1}, false),
                    image),
            Race.of(
                    "8×64×112×112, largest of 2×2 / 2",
                    "torch.max_pool2d(a, [2, 2], [2, 2], [0, 0], [1, 1], False)",
                    operands -> Functional.maxPool2d(operands[0], 2),
                    image),
            Race.of(
                    "8×64×112×112, mean of 2×2 / 2",
                    "torch.avg_pool2d(a, [2, 2], [2, 2], [0, 0], False, True, None)",
                    operands -> Functional.avgPool2d(operands[0], 2),
                    image),
            Race.of(
                    "8×64×112×112, mean of all",
                    "torch.adaptive_avg_pool2d(a, [1, 1])",
                    operands -> Functional.adaptiveAvgPool2d(operands[0], 1, 1),
                    image)
        };
        for (Race pool : pools) {
            for (double ratio : pool.run(ROUND_SECONDS)) {
                ratios.add(ratio);
            }
        }
    }

    private static void report(List<Double> ratios) {
        double mean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
        double least = ratios.stream().mapToDouble(ratio -> ratio).min().orElse(Double.NaN);
        System.out.printf(Locale.ROOT, "%nGeometric mean %.2f, least %.2f%n", mean, least);
    }

    private static void run(Race race, double seconds, List<Double> ratios, String[] arguments) {
        if (arguments.length == 0 || race.name().startsWith(arguments[0])) {
            for (double ratio : race.run(seconds)) {
                ratios.add(ratio);
            }
        }
    }
}
