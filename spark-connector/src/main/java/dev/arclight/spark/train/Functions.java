package dev.arclight.spark.train;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** Functions that a user gives, by the names of their classes where these stand for them. */
final class Functions {
    private Functions() {}

    /** The name that a function can be made from again, or an empty text: it has what only this object knows. */
    static String name(Object function) {
        Class<?> type = function.getClass();
        try {
            Constructor<?> constructor = type.getConstructor();
            boolean found = Modifier.isPublic(type.getModifiers())
                    && Modifier.isPublic(constructor.getModifiers())
                    && !type.isHidden();
            return found ? type.getName() : "";
        } catch (NoSuchMethodException e) {
            return "";
        }
    }

    /**
     * The function that a class stands for.
     *
     * @param param whose value the name is, for messages
     * @throws TrainingException if the class is not there or does not fit
     */
    static <T> T make(String name, Class<T> type, String param) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            Class<?> found = Class.forName(name, true, loader == null ? Functions.class.getClassLoader() : loader);
            return type.cast(found.getConstructor().newInstance());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new TrainingException(
                    param + " is '" + name + "', which cannot be made: " + e
                            + "; expected a public class that implements " + type.getSimpleName()
                            + " and has a public constructor without arguments",
                    e);
        }
    }

    /** The error of saving what has a function without a name. */
    static TrainingException unsaveable(String param) {
        return new TrainingException("the " + param + " is a lambda or holds values of its own, which cannot be saved;"
                + " make it a public class with a public constructor without arguments");
    }
}
