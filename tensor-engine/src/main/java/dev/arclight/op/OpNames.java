package dev.arclight.op;

/** The names of kinds of ops, made once for each. */
final class OpNames {
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            String simple = type.getSimpleName();
            return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
        }
    };

    private OpNames() {}

    static String of(Class<?> type) {
        return NAMES.get(type);
    }
}
