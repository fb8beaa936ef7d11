package dev.arclight.nn;

import java.util.Map;

/** A layer that a model folder can hold: its kind and what its constructor needs, without its weights. */
public interface Describable {
    /** The name of its kind in {@code model.json}, such as {@code Linear}. */
    String type();

    /** Numbers, strings, booleans and lists of them, by the names of PyTorch's constructor arguments, camel-cased. */
    Map<String, Object> config();
}
