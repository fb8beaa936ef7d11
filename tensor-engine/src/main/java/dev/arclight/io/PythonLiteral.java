package dev.arclight.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The dictionary of an {@code .npy} header: Python's notation for strings, truths, whole numbers and tuples of them, as
 * much of it as describes arrays of numbers.
 */
final class PythonLiteral {
    /** More dimensions than NumPy's 64 are no shape but an attempt to waste memory. */
    static final int MOST_EXTENTS = 64;

    private final String text;
    private final String location;
    private int at;

    private PythonLiteral(String text, String location) {
        this.text = text;
        this.location = location;
    }

    /** What a header says, unchecked but for its notation. */
    record Array(String descriptor, boolean fortran, long[] shape) {}

    /** @throws ModelFormatException unless the dictionary has the three keys, once each, with values of their types */
    static Array array(String text, String location) {
        PythonLiteral literal = new PythonLiteral(text, location);
        return literal.array();
    }

    private Array array() {
        List<String> descriptors = new ArrayList<>();
        List<Boolean> orders = new ArrayList<>();
        List<long[]> shapes = new ArrayList<>();
        expect('{');
        while (!found('}')) {
            String key = string();
            expect(':');
            switch (key) {
                case "descr" -> descriptors.add(descriptor());
                case "fortran_order" -> orders.add(truth());
                case "shape" -> shapes.add(tuple());
                default -> throw wrong("the key " + Quoted.text(key) + " is unknown");
            }
            if (!found(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw wrong("something follows the dictionary");
        }
        if (descriptors.size() != 1 || orders.size() != 1 || shapes.size() != 1) {
            throw wrong("the keys descr, fortran_order and shape must be there once each");
        }
        return new Array(descriptors.get(0), orders.get(0), shapes.get(0));
    }

    private String descriptor() {
        skipSpace();
        if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(')) {
            throw new ModelFormatException(location + ": an array of structured records becomes no tensor; save each of"
                    + " its fields as an array of its own");
        }
        return string();
    }

    private String string() {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        if (quote != '\'' && quote != '"') {
            throw wrong("a string is expected at character " + at);
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            throw wrong("the string at character " + at + " does not end or has escapes");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private boolean truth() {
        skipSpace();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw wrong("True or False is expected at character " + at);
    }

    private long[] tuple() {
        long[] values = new long[MOST_EXTENTS];
        int count = 0;
        expect('(');
        while (!found(')')) {
            if (count == MOST_EXTENTS) {
                throw wrong("the shape has more than " + MOST_EXTENTS + " extents");
            }
            values[count++] = number();
            if (!found(',')) {
                expect(')');
                if (count == 1) {
                    throw wrong("the shape is a number in parentheses and no tuple");
                }
                break;
            }
        }
        return Arrays.copyOf(values, count);
    }

    private long number() {
        skipSpace();
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        long value;
        try {
            value = Long.parseLong(text, start, at, 10);
        } catch (NumberFormatException e) {
            throw wrong("an extent is expected at character " + start);
        }
        // Python 2 marked long numbers so.
        if (at < text.length() && text.charAt(at) == 'L') {
            at++;
        }
        return value;
    }

    private void expect(char wanted) {
        if (!found(wanted)) {
            throw wrong("'" + wanted + "' is expected at character " + at);
        }
    }

    private boolean found(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private ModelFormatException wrong(String what) {
        return new ModelFormatException(location + ": the header is not that of an .npy file: " + what + " in "
                + Quoted.text(text) + "; the file is damaged or of another format");
    }
}
