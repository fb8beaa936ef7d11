package dev.arclight.spark.train;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Functions that a user gives, by the names of their classes where these stand for them. */
final class Functions {
    private Functions() {}

    /**
     * The name that a function can be made from again, or an empty text: it has what only this object knows, or may have, as
     * it has fields.
     */
    static String name(Object function) {
        Class<?> type = function.getClass();
        try {
            Constructor<?> constructor = type.getConstructor();
            boolean found = Modifier.isPublic(type.getModifiers())
                    && Modifier.isPublic(constructor.getModifiers())
                    && !type.isHidden()
                    && !hasState(type);
            return found ? type.getName() : "";
        } catch (NoSuchMethodException e) {
            return "";
        }
    }

    private static boolean hasState(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (Arrays.stream(at.getDeclaredFields()).anyMatch(field -> !Modifier.isStatic(field.getModifiers()))) {
                return true;
            }
        }
        return false;
    }

    /** A function's name for texts. */
    static String shown(Object function) {
        String name = name(function);
        return name.isEmpty() ? "of its own" : name;
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

    /** The error of writing checkpoints of what has a function without a name. */
    static TrainingException unresumable(String param) {
        return new TrainingException(
                "checkpointDir is set, and the " + param + " is a lambda or holds values of its own,"
                        + " so nothing tells whether a training that goes on has the same; make it a public class without fields"
                        + " and with a public constructor without arguments, or train without checkpointDir");
    }

    /** The error of saving what has a function without a name. */
    static TrainingException unsaveable(String param) {
        return new TrainingException("the " + param + " is a lambda or holds values of its own, which cannot be saved;"
                + " make it a public class without fields and with a public constructor without arguments");
    }
}
