package dev.arclight.jobs.console;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers and booleans as JSON, for reports that other programs read. */
public final class Json {
    private static final String INDENT = "  ";

    private Json() {}

    /**
     * The value as JSON on lines of its own, lists of numbers on one line.
     *
     * @throws IllegalArgumentException if it holds anything but maps with string keys, lists, strings, finite numbers and
     *     booleans
     */
    public static String write(Object value) {
        StringBuilder json = new StringBuilder();
        append(json, value, "");
        return json.append('\n').toString();
    }

    private static void append(StringBuilder json, Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            appendMap(json, map, indent);
        } else if (value instanceof List<?> list) {
            appendList(json, list, indent);
        } else if (value instanceof String text) {
            appendString(json, text);
        } else if (value instanceof Boolean || isFinite(value)) {
            json.append(value);
        } else {
            throw new IllegalArgumentException("JSON has no form for " + value);
        }
    }

    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private static void appendMap(StringBuilder json, Map<?, ?> map, String indent) {
        String inner = indent + INDENT;
        json.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            json.append('\n').append(inner);
            appendString(json, (String) entry.getKey());
            json.append(": ");
            append(json, entry.getValue(), inner);
            json.append(entries.hasNext() ? "," : "\n" + indent);
        }
        json.append('}');
    }

    private static void appendList(StringBuilder json, List<?> list, String indent) {
        boolean flat = list.stream().allMatch(Number.class::isInstance);
        String inner = indent + INDENT;
        json.append('[');
        for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
            json.append(flat ? "" : "\n" + inner);
            append(json, elements.next(), inner);
            json.append(elements.hasNext() ? (flat ? ", " : ",") : (flat ? "" : "\n" + indent));
        }
        json.append(']');
    }

    private static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
