package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an optimizer's state dict and says what in it is not as expected. */
final class SavedState {
    private final String optimizer;
    private final List<?> groups;
    private final Map<?, ?> state;

    /** Saved parameter numbers to ours. */
    private final Map<Long, Integer> numbers = new HashMap<>();

    SavedState(String optimizer, Map<String, Object> dict) {
        this.optimizer = optimizer;
        if (!(dict.get("param_groups") instanceof List<?> list) || !(dict.get("state") instanceof Map<?, ?> map)) {
            throw new ArclightException(optimizer + ".loadStateDict: the state dict has the keys " + dict.keySet()
                    + "; expected a map 'state' and a list 'param_groups'");
        }
        groups = list;
        state = map;
    }

    /** The options of each group, accepted and copied. */
    List<Map<String, @Nullable Object>> options(List<ParamGroup> own, Options known) {
        if (groups.size() != own.size()) {
            throw new ArclightException(
                    optimizer + ".loadStateDict: loaded state dict has a different number of parameter groups: "
                            + groups.size() + ", the optimizer has " + own.size());
        }
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < own.size(); i++) {
            if (!(groups.get(i) instanceof Map<?, ?> group) || !(group.get("params") instanceof List<?> params)) {
                throw new ArclightException(
                        optimizer + ".loadStateDict: parameter group " + i + " is no map with a list 'params'");
            }
            if (params.size() != own.get(i).params().size()) {
                throw new ArclightException(optimizer + ".loadStateDict: loaded state dict contains a parameter group"
                        + " that doesn't match the size of optimizer's group: group " + i + " has "
                        + params.size() + " parameters, the optimizer's "
                        + own.get(i).params().size());
            }
            for (Object number : params) {
                numbers.put(number(number), next++);
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            group.forEach((name, value) -> {
                if (!name.equals("params")) {
                    values.put(name.toString(), known.accepted(name.toString(), copy(value)));
                }
            });
            all.add(values);
        }
        return all;
    }

    /** What was remembered, by our parameters' numbers; call {@link #options} before. */
    Map<Integer, Map<String, @Nullable Object>> entries(int parameters) {
        Map<Integer, Map<String, @Nullable Object>> all = new HashMap<>();
        state.forEach((key, value) -> {
            Integer index = numbers.get(number(key));
            if (index == null || !(value instanceof Map<?, ?> entry)) {
                throw new ArclightException(optimizer + ".loadStateDict: the state of parameter " + key + " is "
                        + (index == null ? "of no parameter of any group" : "no map") + "; the groups have "
                        + parameters + " parameters");
            }
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            entry.forEach((name, what) -> named.put(name.toString(), what));
            all.put(index, named);
        });
        return all;
    }

    private long number(Object key) {
        if (key instanceof Number number) {
            return number.longValue();
        }
        if (key instanceof String text && text.matches("\\d{1,18}")) {
            return Long.parseLong(text);
        }
        throw new ArclightException(optimizer + ".loadStateDict: '" + key + "' is no parameter's number");
    }

    /** What shares nothing with the caller's. */
    static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Tensor tensor) {
            return owned(tensor, tensor.dtype());
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(copy(element)));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, element) -> all.put(key, copy(element)));
            return all;
        }
        return value;
    }

    /** A contiguous copy in memory of its own, also where an arena is open. */
    static Tensor owned(Tensor tensor, DType dtype) {
        Tensor own = zeros(dtype, tensor);
        own.copy_(tensor.detach());
        return own;
    }

    /** Zeros of a tensor's shape in memory of their own, also where an arena is open. */
    static Tensor zeros(DType dtype, Tensor like) {
        int n = like.numel();
        int[] shape = like.shape().toArray();
        return switch (dtype) {
            case FLOAT32 -> Tensor.of(new float[n], shape);
            case FLOAT64 -> Tensor.of(new double[n], shape);
            case FLOAT16, BFLOAT16 -> Tensor.ofBits(new short[n], dtype, shape);
            case INT64 -> Tensor.of(new long[n], shape);
            case INT32 -> Tensor.of(new int[n], shape);
            case INT16 -> Tensor.of(new short[n], shape);
            case INT8, UINT8, BOOL -> Tensor.ofBytes(new byte[n], dtype, shape);
        };
    }

    /** A scalar as PyTorch counts steps: float32, or float64 where that would lose ones. */
    static Tensor scalar(double value) {
        return (float) value == value ? Tensor.of(new float[] {(float) value}) : Tensor.of(new double[] {value});
    }

    /**
     * A number that may be a tensor of one element.
     *
     * @throws ArclightException if it is neither, or missing
     */
    static double number(String optimizer, int index, Map<String, @Nullable Object> entry, String name) {
        Object value = entry.get(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Tensor tensor && tensor.numel() == 1) {
            return tensor.item();
        }
        throw new ArclightException(optimizer + ".loadStateDict: '" + name + "' of parameter " + index + " is "
                + (entry.containsKey(name) ? describe(value) : "missing") + "; expected a number");
    }

    static String describe(@Nullable Object value) {
        return value instanceof Tensor tensor ? tensor.type().toString() : String.valueOf(value);
    }
}
