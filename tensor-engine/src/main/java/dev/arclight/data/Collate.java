package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Items put together to a batch, as {@code torch.utils.data.default_collate}. */
public final class Collate {
    private Collate() {}

    /**
     * Tensors are stacked, numbers and arrays of numbers become tensors, text a list; lists, maps, map entries and records
     * are gone into, member by member. A record becomes a map with its components' names.
     *
     * <p>Whole numbers give int64, {@link Float} float32, {@link Double} float64, {@link Boolean} bool.
     *
     * @throws ArclightException if an item is of another kind, or the items are not alike
     */
    public static Object defaultCollate(List<?> items) {
        if (items.isEmpty()) {
            throw new ArclightException("collate: a batch of no items");
        }
        Object first = items.get(0);
        if (first instanceof Tensor) {
            return stacked(all(items, Tensor.class));
        }
        if (first instanceof Number || first instanceof Boolean) {
            return numbers(items, first);
        }
        if (first instanceof String) {
            return all(items, String.class);
        }
        if (first instanceof Map.Entry<?, ?>) {
            List<Object> pairs = new ArrayList<>();
            for (Map.Entry<?, ?> entry : all(items, Map.Entry.class)) {
                pairs.add(
                        List.of(present(entry.getKey(), "a pair's key"), present(entry.getValue(), "a pair's value")));
            }
            return defaultCollate(pairs);
        }
        if (first instanceof Map<?, ?> map) {
            return maps(items, map);
        }
        if (first instanceof List<?> list) {
            return lists(items, list.size());
        }
        if (first instanceof Record) {
            return records(items, first.getClass());
        }
        if (first != null && first.getClass().isArray()) {
            List<Tensor> tensors = new ArrayList<>();
            for (Object item : all(items, first.getClass())) {
                tensors.add(Tensor.tensor(item));
            }
            return Tensor.stack(tensors);
        }
        throw new ArclightException(
                "collate: items are " + kind(first) + "; the default takes tensors, numbers, text, lists,"
                        + " maps and records of such: add a transform that ends with ToTensor, or give collate(…) a function");
    }

    /** As {@link Tensor#stack}, whose errors are these; plain tensors are copied one behind the other at once. */
    private static Tensor stacked(List<Tensor> tensors) {
        Tensor first = tensors.get(0);
        boolean plain = true;
        for (Tensor tensor : tensors) {
            plain &= tensor.isContiguous() && tensor.type().equals(first.type()) && !tensor.requiresGrad();
        }
        int[] extents = first.shape().toArray();
        long size = (long) first.numel() * tensors.size();
        if (!plain || size > Integer.MAX_VALUE) {
            return Tensor.stack(tensors);
        }
        int[] shape = new int[extents.length + 1];
        shape[0] = tensors.size();
        System.arraycopy(extents, 0, shape, 1, extents.length);
        Tensor batch = Tensor.uninitialized(first.dtype(), Shape.of(shape));
        Object to = batch.storage().array();
        int each = first.numel();
        for (int i = 0; i < tensors.size(); i++) {
            System.arraycopy(tensors.get(i).storage().array(), tensors.get(i).offset(), to, i * each, each);
        }
        return batch;
    }

    private static Object numbers(List<?> items, Object first) {
        int count = items.size();
        if (first instanceof Boolean) {
            byte[] flags = new byte[count];
            List<Boolean> values = all(items, Boolean.class);
            for (int i = 0; i < count; i++) {
                flags[i] = (byte) (values.get(i) ? 1 : 0);
            }
            return Tensor.ofBytes(flags, DType.BOOL, count);
        }
        if (first instanceof Float) {
            float[] values = new float[count];
            List<Float> numbers = all(items, Float.class);
            for (int i = 0; i < count; i++) {
                values[i] = numbers.get(i);
            }
            return Tensor.of(values, count);
        }
        if (first instanceof Double) {
            double[] values = new double[count];
            List<Double> numbers = all(items, Double.class);
            for (int i = 0; i < count; i++) {
                values[i] = numbers.get(i);
            }
            return Tensor.of(values, count);
        }
        if (isWhole(first)) {
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                Object item = items.get(i);
                if (!isWhole(item)) {
                    throw unlike(i, item, first.getClass());
                }
                values[i] = ((Number) item).longValue();
            }
            return Tensor.of(values, count);
        }
        throw new ArclightException("collate: items are " + kind(first) + "; numbers are whole, Float or Double");
    }

    private static boolean isWhole(@Nullable Object item) {
        return item instanceof Integer || item instanceof Long || item instanceof Short || item instanceof Byte;
    }

    private static List<Object> lists(List<?> items, int length) {
        List<List<?>> lists = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof List<?> list)) {
                throw unlike(i, items.get(i), List.class);
            }
            if (list.size() != length) {
                throw new ArclightException("collate: item " + i + " of the batch is a list of " + list.size()
                        + ", the first of " + length + "; each list must be of equal size");
            }
            lists.add(list);
        }
        List<Object> collated = new ArrayList<>(length);
        for (int place = 0; place < length; place++) {
            int member = place;
            collated.add(
                    member(items.size(), "[" + place + "]", i -> lists.get(i).get(member)));
        }
        return collated;
    }

    private static Map<String, Object> maps(List<?> items, Map<?, ?> first) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> map)) {
                throw unlike(i, items.get(i), Map.class);
            }
            maps.add(map);
        }
        Map<String, Object> collated = new LinkedHashMap<>();
        for (Object key : first.keySet()) {
            collated.put(String.valueOf(key), member(items.size(), "." + key, i -> {
                Map<?, ?> map = maps.get(i);
                if (!map.containsKey(key)) {
                    throw new ArclightException("collate: item " + i + " of the batch has no " + key
                            + ", the first has;" + " all maps must have the same keys");
                }
                return map.get(key);
            }));
        }
        return collated;
    }

    private static Map<String, Object> records(List<?> items, Class<?> type) {
        if (type == Example.class) {
            return examples(all(items, Example.class));
        }
        all(items, type);
        Map<String, Object> collated = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            if (!accessor.canAccess(items.get(0)) && !accessor.trySetAccessible()) {
                throw new ArclightException("collate: " + component.getName() + " of " + type.getName()
                        + " cannot be read from here; make the record public");
            }
            collated.put(
                    component.getName(),
                    member(items.size(), "." + component.getName(), i -> read(accessor, items.get(i))));
        }
        return collated;
    }

    /** As any record, without asking the JVM for its members. */
    private static Map<String, Object> examples(List<Example> items) {
        Map<String, Object> collated = new LinkedHashMap<>();
        collated.put("data", member(items.size(), ".data", i -> items.get(i).data()));
        collated.put("target", member(items.size(), ".target", i -> items.get(i).target()));
        return collated;
    }

    private static @Nullable Object read(Method accessor, Object item) {
        try {
            return accessor.invoke(item);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new ArclightException("collate: " + accessor + " failed: " + e, e);
        }
    }

    /** One member of all items; what is wrong with it is said with its name. */
    private static Object member(int count, String name, IntFunction<@Nullable Object> values) {
        List<Object> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object value = values.apply(i);
            if (value == null) {
                throw missing("item " + i + name);
            }
            members.add(value);
        }
        return defaultCollate(members);
    }

    private static Object present(@Nullable Object value, String what) {
        if (value == null) {
            throw missing(what);
        }
        return value;
    }

    private static ArclightException missing(String what) {
        return new ArclightException(
                "collate: " + what + " is null; give collate(…) a function that knows what that means");
    }

    private static <T> List<T> all(List<?> items, Class<T> type) {
        List<T> typed = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            if (!type.isInstance(item)) {
                throw unlike(i, item, type);
            }
            typed.add(type.cast(item));
        }
        return typed;
    }

    private static ArclightException unlike(int place, @Nullable Object item, Class<?> type) {
        return new ArclightException("collate: item " + place + " of the batch is " + kind(item) + ", the first a "
                + type.getSimpleName() + "; all must be of one kind");
    }

    private static String kind(@Nullable Object item) {
        return item == null ? "null" : item.getClass().getName();
    }
}
