package dev.arclight.io.torch;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import dev.arclight.tensor.DType;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pickle gives to a function; a value of another type than expected is a {@link ModelFormatException}. */
final class Arguments {
    private final String function;
    private final List<?> values;
    private final PickleInput in;

    Arguments(String function, @Nullable Object values, PickleInput in) {
        this.function = function;
        this.in = in;
        if (!(values instanceof Tuple tuple)) {
            throw in.fail(function + " gets " + describe(values) + ", expected a tuple; the file is damaged");
        }
        this.values = tuple;
    }

    int count() {
        return values.size();
    }

    @Nullable
    Object any(int index) {
        if (index >= values.size()) {
            throw fail("gets " + values.size() + " arguments, expected at least " + (index + 1));
        }
        return values.get(index);
    }

    long whole(int index) {
        if (any(index) instanceof Long value) {
            return value;
        }
        throw mismatch(index, "a whole number of 64 bits");
    }

    /** Python's truths are whole numbers too. */
    boolean truth(int index) {
        Object value = any(index);
        if (value instanceof Long number) {
            return number != 0;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw mismatch(index, "True or False");
    }

    String text(int index) {
        if (any(index) instanceof String text) {
            return text;
        }
        throw mismatch(index, "a text");
    }

    byte[] bytes(int index) {
        if (any(index) instanceof byte[] bytes) {
            return bytes;
        }
        throw mismatch(index, "bytes");
    }

    DType dtype(int index) {
        if (any(index) instanceof DType dtype) {
            return dtype;
        }
        throw mismatch(index, "a dtype");
    }

    Globals.Function function(int index) {
        if (any(index) instanceof Globals.Function known) {
            return known;
        }
        throw mismatch(index, "a function");
    }

    /** A tuple or list of whole numbers from 0 on that ints hold. */
    int[] extents(int index, int most) {
        if (!(any(index) instanceof List<?> list) || list.size() > most) {
            throw mismatch(index, "at most " + most + " whole numbers");
        }
        int[] extents = new int[list.size()];
        for (int i = 0; i < extents.length; i++) {
            if (!(list.get(i) instanceof Long extent) || extent < 0 || extent > Integer.MAX_VALUE) {
                throw mismatch(index, "whole numbers from 0 to 2^31 - 1");
            }
            extents[i] = (int) (long) extent;
        }
        return extents;
    }

    /** The value as arguments of their own. */
    Arguments nested(int index) {
        return new Arguments(function, any(index), in);
    }

    /** For a function that passes its arguments on. */
    Arguments of(Globals.Function other, int index) {
        return new Arguments(other.name(), any(index), in);
    }

    PickleInput in() {
        return in;
    }

    ModelFormatException fail(String what) {
        return in.fail(function + " " + what);
    }

    ModelFormatException fail(String what, Throwable cause) {
        return in.fail(function + " " + what, cause);
    }

    ModelFormatException mismatch(int index, String expected) {
        return fail("gets " + describe(any(index)) + " as argument " + index + ", expected " + expected
                + "; the file is damaged");
    }

    /** A value by type, and content if that is short. */
    static String describe(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof String text) {
            return "the text " + Quoted.text(text);
        }
        if (value instanceof BigInteger) {
            return "a number of more than 64 bits";
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof DType) {
            return value.toString();
        }
        if (value instanceof Map<?, ?> map) {
            return "a dict of " + map.size();
        }
        if (value instanceof Tuple tuple) {
            return "a tuple of " + tuple.size();
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof TensorPlan) {
            return "a tensor";
        }
        if (value instanceof StorageRef || value instanceof StorageType) {
            return "a storage";
        }
        if (value instanceof Globals.Function function) {
            return "the function " + function.name();
        }
        return "a " + value.getClass().getSimpleName();
    }
}
