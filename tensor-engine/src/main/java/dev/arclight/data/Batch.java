package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What default collating makes of some items: one value, or several by place or by name.
 *
 * <pre>{@code
 * for (Batch batch : loader) {
 *     Tensor x = batch.data(), y = batch.target();   // (data, target) of Python
 * }
 * }</pre>
 *
 * @param value a tensor, a list of text, or a list or map of values
 * @param size how many items were put together
 */
public record Batch(Object value, int size) {
    /** The first tensor, or that of the name "data". @throws ArclightException if it is no tensor */
    public Tensor data() {
        return value instanceof Map<?, ?> map && map.containsKey("data") ? tensor("data") : tensor(0);
    }

    /** The second tensor, or that of the name "target". @throws ArclightException if it is no tensor */
    public Tensor target() {
        return value instanceof Map<?, ?> map && map.containsKey("target") ? tensor("target") : tensor(1);
    }

    /** The tensor at a place. @throws ArclightException if there is no such, or it is no tensor */
    public Tensor tensor(int place) {
        return tensor(get(place), "member " + place);
    }

    /** The tensor of a name. @throws ArclightException if there is no such, or it is no tensor */
    public Tensor tensor(String name) {
        return tensor(get(name), "\"" + name + "\"");
    }

    /** The text of a name, an item each. @throws ArclightException if there is no such, or it is no text */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        if (!(get(name) instanceof List<?> list)) {
            throw new ArclightException("this batch's \"" + name + "\" is a "
                    + get(name).getClass().getSimpleName() + ", not text; ask for get(\"" + name + "\")");
        }
        for (Object each : list) {
            if (!(each instanceof String string)) {
                throw new ArclightException("this batch's \"" + name + "\" is a list of "
                        + each.getClass().getSimpleName() + ", not of text; ask for get(\"" + name + "\")");
            }
            strings.add(string);
        }
        return strings;
    }

    /** What is at a place. @throws ArclightException if there is no such */
    public Object get(int place) {
        Collection<?> members =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of(value);
        if (place < 0 || place >= members.size()) {
            throw new ArclightException("this batch has " + members.size() + " members, asked for number " + place);
        }
        return new ArrayList<Object>(members).get(place);
    }

    /** What is of a name. @throws ArclightException if there is no such */
    public Object get(String name) {
        if (value instanceof Map<?, ?> map) {
            Object member = map.get(name);
            if (member != null) {
                return member;
            }
            throw new ArclightException("this batch has no \"" + name + "\", only " + map.keySet());
        }
        throw new ArclightException("this batch's members have no names; ask by place, get(0)");
    }

    private static Tensor tensor(Object member, String what) {
        if (member instanceof Tensor tensor) {
            return tensor;
        }
        throw new ArclightException("this batch's " + what + " is a "
                + member.getClass().getSimpleName() + ", not a tensor; ask for get(…)");
    }
}
