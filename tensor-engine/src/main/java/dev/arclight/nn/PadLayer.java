package dev.arclight.nn;

import dev.arclight.tensor.PadMode;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What layers share that put something around the last dimensions of {@code [N, C, …]} or {@code [C, …]}. */
public abstract class PadLayer extends Module implements Describable {
    private final int[] padding;
    private final PadMode mode;
    private final double value;

    /**
     * @param padding one number for all sides, or two for each dimension: before and after the last, before and after the
     *     one before it, …; negative ones cut
     * @param value only of mode CONSTANT
     */
    PadLayer(int dims, PadMode mode, double value, int... padding) {
        this.padding = Extents.of(type(), "padding", 2 * dims, padding);
        this.mode = mode;
        this.value = value;
    }

    @Override
    public final Tensor forward(Tensor input) {
        return input.pad(padding, mode, value);
    }

    @Override
    public final String type() {
        return getClass().getSimpleName();
    }

    /** Whether what is put around is a number of the user's choice. */
    boolean hasValue() {
        return false;
    }

    @Override
    public final Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("padding", List.copyOf(Arrays.stream(padding).boxed().toList()));
        if (hasValue()) {
            config.put("value", value);
        }
        return config;
    }

    @Override
    protected final String extraRepr() {
        return hasValue()
                ? "padding=" + Extents.printed(padding) + ", value=" + pythonNumber(value)
                : Extents.printed(padding);
    }
}
