package dev.arclight.spark.train;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.jspecify.annotations.Nullable;

/**
 * A function of a user's that an estimator was given as an object, or by the name of its class in a param. The object is not
 * saved and not serialized.
 */
final class GivenFunction<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private transient @Nullable T given;

    GivenFunction(Class<T> type) {
        this.type = type;
    }

    /** Takes an object; the param is to get its {@link Functions#name}. */
    void give(T function) {
        given = function;
    }

    /** Takes the object that another was given, if it was. */
    void giveAs(GivenFunction<T> other) {
        given = other.given;
    }

    void forget() {
        given = null;
    }

    /**
     * The function that a param means; empty for none.
     *
     * @throws TrainingException if the param names a class that is not there or does not fit
     */
    Optional<T> of(Params owner, Param<String> param) {
        String className = owner.getOrDefault(param);
        // The param says which is meant: a grid, or a setter by name, may have changed it since the object was given.
        if (given != null && Functions.name(given).equals(className)) {
            return Optional.of(given);
        }
        return className.isEmpty() ? Optional.empty() : Optional.of(Functions.make(className, type, param.name()));
    }

    /** Whether the function is one that cannot be made again by a name. */
    boolean isUnnamed(Params owner, Param<String> param) {
        return given != null
                && owner.getOrDefault(param).isEmpty()
                && Functions.name(given).isEmpty();
    }
}
