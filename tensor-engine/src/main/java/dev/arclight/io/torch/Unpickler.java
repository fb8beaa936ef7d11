package dev.arclight.io.torch;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine for pickles of protocols 0 to 5 that builds data and nothing else.
 *
 * <p>A pickle is a program for a stack machine, and Python's runs any function that it names. This one knows the names of
 * {@link Globals} alone, which are functions of its own; no class is looked up. It keeps to loops, so that no nesting
 * overflows the stack; it takes memory only as the pickle's length warrants; and it counts its steps by the pickle's bytes.
 *
 * <p>What it returns still has {@link TensorPlan}s in place of tensors, and may hold itself.
 */
final class Unpickler {
    /** What values may weigh beyond {@link #WEIGHT_PER_BYTE}, in bytes. */
    private static final long FREE_WEIGHT = 32 << 20;

    /** A tensor takes from 60 bytes of a pickle and weighs 1,200 before its elements are read. */
    private static final long WEIGHT_PER_BYTE = 32;

    /** No more digits or bytes of a whole number: converting takes the square of its length. */
    private static final int LONGEST_NUMBER = 1_000;

    private final PickleInput in;
    private final Globals globals;
    private final ArrayList<@Nullable Object> stack = new ArrayList<>();
    private final Map<Integer, @Nullable Object> memo = new HashMap<>();
    private int[] marks = new int[8];
    private int markCount;
    private final long begin;
    private long weight;

    Unpickler(PickleInput in, Globals globals) {
        this.in = in;
        this.globals = globals;
        this.begin = in.position();
    }

    /**
     * Reads one pickle; the input stands behind it afterwards.
     *
     * @throws ModelFormatException if it is not whole and sound, passes a limit, or names what is not on the list
     */
    @Nullable
    Object load() throws IOException {
        int op = in.read();
        while (op != '.') {
            run(op);
            op = in.read();
        }
        return pop();
    }

    private void run(int op) throws IOException {
        switch (op) {
            case 0x80 -> protocol(in.read());
            case 0x95 -> frame(in.readLong());
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(peek());

            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> integer(in.line());
            case 'L' -> longText(in.line());
            case 'J' -> pushNumber((long) in.readInt());
            case 'K' -> pushNumber((long) in.read());
            case 'M' -> pushNumber((long) in.readShort());
            case 0x8a -> pushNumber(number(in.read()));
            case 0x8b -> pushNumber(number(in.readInt()));
            case 'F' -> pushNumber(floating(in.line()));
            case 'G' -> pushNumber(in.readDouble());

            case 'X' -> pushText(in.text(in.readInt() & 0xffffffffL));
            case 0x8c -> pushText(in.text(in.read()));
            case 0x8d -> pushText(in.text(in.readLong()));
            case 'V' -> pushText(PickleText.rawUnicodeEscape(in.line(), in));
            case 'S' -> pushText(PickleText.quoted(in.line(), in));
            // Python 2's texts, which PyTorch reads as UTF-8.
            case 'T' -> pushText(in.text(in.readInt() & 0xffffffffL));
            case 'U' -> pushText(in.text(in.read()));
            case 'B' -> pushBytes(in.read(in.readInt() & 0xffffffffL));
            case 'C' -> pushBytes(in.read((long) in.read()));
            case 0x8e, 0x96 -> pushBytes(in.read(in.readLong()));

            case ')' -> push(Tuple.EMPTY);
            case 't' -> push(new Tuple(popMark()));
            case 0x85 -> push(new Tuple(pop(1)));
            case 0x86 -> push(new Tuple(pop(2)));
            case 0x87 -> push(new Tuple(pop(3)));
            case ']' -> push(new ArrayList<@Nullable Object>(0));
            case 'l' -> push(new ArrayList<>(Arrays.asList(popMark())));
            case 'a' -> append(pop(1));
            case 'e' -> append(popMark());
            case '}' -> push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
            case 'd' -> dict(popMark());
            case 's' -> setItems(pop(2));
            case 'u' -> setItems(popMark());
            case 0x8f -> push(new LinkedHashSet<@Nullable Object>());
            case 0x90 -> addItems(popMark());
            case 0x91 -> frozenSet(popMark());

            case 'p' -> put(index(in.line()));
            case 'q' -> put(in.read());
            case 'r' -> put(in.readInt());
            case 0x94 -> put(memo.size());
            case 'g' -> get(index(in.line()));
            case 'h' -> get(in.read());
            case 'j' -> get(in.readInt());

            case 'c' -> push(globals.find(in.line(), in.line()));
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> call();
            case 'b' -> build();
            case 'Q' -> push(globals.persistent(pop()));

            case 'i' -> throw globals.refused(in.line(), in.line());
            case 'o' ->
                throw in.fail("the pickle makes an object of a class by Python 2's means (opcode OBJ);"
                        + " save the state dict, or write the file again with Python 3");
            case 0x92 ->
                throw in.fail("the pickle makes an object of a class with named arguments (opcode NEWOBJ_EX),"
                        + " as no state dict does; save the state dict");
            case 'P' ->
                throw in.fail("the pickle refers to a storage by text (opcode PERSID of protocol 0), which"
                        + " PyTorch does not write; save it with another pickle_protocol");
            case 0x82, 0x83, 0x84 ->
                throw in.fail("the pickle names a class by a number of Python's extension registry"
                        + " (opcode EXT), which only the program that wrote it knows; save the state dict");
            case 0x97, 0x98 ->
                throw in.fail("the pickle refers to a buffer outside of it (opcode NEXT_BUFFER), which a"
                        + " PyTorch file does not have; save it with torch.save");
            default ->
                throw in.fail("0x" + Integer.toHexString(op) + " at byte " + (in.position() - 1)
                        + " is no opcode of a pickle; the file is damaged or of another format");
        }
    }

    private void protocol(int version) {
        if (version > 5) {
            throw in.fail("the pickle is of protocol " + version + ", expected at most 5; save it with"
                    + " pickle_protocol=2");
        }
    }

    /** Only tells how much may be read ahead. */
    private void frame(long length) {
        if (length < 0 || length > in.remaining()) {
            throw in.fail("a frame claims " + Long.toUnsignedString(length) + " bytes where " + in.remaining()
                    + " are left; the file is cut off or damaged, copy or write it again");
        }
    }

    // ---- numbers and texts ------------------------------------------------------------------------------

    private void integer(String line) {
        switch (line) {
            case "00" -> push(false);
            case "01" -> push(true);
            default -> longText(line);
        }
    }

    private void longText(String line) {
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        if (digits.length() > LONGEST_NUMBER) {
            throw in.fail("a number has " + digits.length() + " digits; at most " + LONGEST_NUMBER + " are read");
        }
        try {
            pushNumber(smallest(new BigInteger(digits)));
        } catch (NumberFormatException e) {
            throw in.fail(Quoted.text(line) + " is no whole number; the file is damaged", e);
        }
    }

    private Number number(int length) throws IOException {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw in.fail("a number has " + length + " bytes; at most " + LONGEST_NUMBER + " are read");
        }
        byte[] bytes = in.read((long) length);
        for (int i = 0; i < length / 2; i++) {
            byte low = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = low;
        }
        return length == 0 ? Long.valueOf(0) : smallest(new BigInteger(bytes));
    }

    private static Number smallest(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private double floating(String line) {
        try {
            return switch (line) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(line.substring(0, Math.min(line.length(), LONGEST_NUMBER)));
            };
        } catch (NumberFormatException e) {
            throw in.fail(Quoted.text(line) + " is no number; the file is damaged", e);
        }
    }

    private int index(String line) {
        try {
            return Integer.parseInt(line);
        } catch (NumberFormatException e) {
            throw in.fail(Quoted.text(line) + " is no place in the memo; the file is damaged", e);
        }
    }

    private void pushNumber(Number number) {
        weigh(24);
        push(number);
    }

    private void pushText(String text) {
        weigh(48 + 2L * text.length());
        push(text);
    }

    private void pushBytes(byte[] bytes) {
        weigh(16 + bytes.length);
        push(bytes);
    }

    // ---- collections ------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked")
    private void append(@Nullable Object[] items) {
        if (!(peek() instanceof ArrayList<?> list)) {
            throw wrong("a list is extended", peek());
        }
        weigh(8L * items.length);
        ((List<@Nullable Object>) list).addAll(Arrays.asList(items));
    }

    private void dict(@Nullable Object[] items) {
        push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
        setItems(items);
    }

    @SuppressWarnings("unchecked")
    private void setItems(@Nullable Object[] items) {
        if (!(peek() instanceof LinkedHashMap<?, ?> map)) {
            throw wrong("a dict gets an entry", peek());
        }
        if (items.length % 2 != 0) {
            throw in.fail("a dict gets a key without a value; the file is damaged");
        }
        weigh(48L * items.length);
        for (int i = 0; i < items.length; i += 2) {
            ((Map<@Nullable Object, @Nullable Object>) map).put(key(items[i]), items[i + 1]);
        }
    }

    @SuppressWarnings("unchecked")
    private void addItems(@Nullable Object[] items) {
        if (!(peek() instanceof LinkedHashSet<?> set)) {
            throw wrong("a set gets an item", peek());
        }
        weigh(56L * items.length);
        for (Object item : items) {
            ((Set<@Nullable Object>) set).add(key(item));
        }
    }

    private void frozenSet(@Nullable Object[] items) {
        push(new LinkedHashSet<@Nullable Object>());
        addItems(items);
    }

    /** Flat, since the hash of what holds itself, or one thing many times over, is never done. */
    private @Nullable Object key(@Nullable Object key) {
        if (key instanceof Tuple tuple) {
            for (Object item : tuple) {
                if (!isPlain(item)) {
                    throw wrong("a tuple as a key of a dict has an item", item);
                }
            }
            return key;
        }
        if (!isPlain(key)) {
            throw wrong("a dict has a key", key);
        }
        return key;
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    // ---- the memo and the stack -------------------------------------------------------------------------

    private void put(int index) {
        if (index < 0) {
            throw in.fail("the memo has no place " + index + "; the file is damaged");
        }
        weigh(64);
        memo.put(index, peek());
    }

    private void get(int index) {
        Object value = memo.get(index);
        if (value == null && !memo.containsKey(index)) {
            throw in.fail("the memo has nothing at place " + Integer.toUnsignedString(index) + "; the file is damaged");
        }
        push(value);
    }

    private void push(@Nullable Object value) {
        // An empty map or list is the largest thing that one byte asks for.
        weigh(value instanceof Map || value instanceof Set ? 80 : value instanceof List ? 40 : 8);
        stack.add(value);
    }

    private @Nullable Object pop() {
        requireDepth(1);
        return stack.remove(stack.size() - 1);
    }

    private @Nullable Object peek() {
        requireDepth(1);
        return stack.get(stack.size() - 1);
    }

    private @Nullable Object[] pop(int count) {
        requireDepth(count);
        return take(stack.size() - count);
    }

    private void mark() {
        weigh(8);
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = stack.size();
    }

    private @Nullable Object[] popMark() {
        if (markCount == 0) {
            throw in.fail("the pickle ends a group that it did not begin; the file is damaged");
        }
        return take(marks[--markCount]);
    }

    private @Nullable Object[] take(int from) {
        List<@Nullable Object> top = stack.subList(from, stack.size());
        @Nullable Object[] items = top.toArray();
        top.clear();
        // They may stay, as a tuple's.
        weigh(8L * items.length);
        return items;
    }

    /** What lies under a mark belongs to another group. */
    private void requireDepth(int count) {
        int floor = markCount == 0 ? 0 : marks[markCount - 1];
        if (stack.size() - floor < count) {
            throw in.fail("the pickle takes a value that it did not give; the file is damaged");
        }
    }

    private void weigh(long bytes) {
        weight += bytes;
        if (weight > FREE_WEIGHT + WEIGHT_PER_BYTE * (in.position() - begin)) {
            throw in.fail("the pickle asks for much more memory than its length warrants; the file is damaged or made"
                    + " to do harm");
        }
    }

    // ---- what Python would run --------------------------------------------------------------------------

    private void stackGlobal() {
        @Nullable Object[] names = pop(2);
        if (!(names[0] instanceof String module) || !(names[1] instanceof String name)) {
            throw wrong("a class is named", names[0] instanceof String ? names[1] : names[0]);
        }
        push(globals.find(module, name));
    }

    private void call() {
        @Nullable Object[] parts = pop(2);
        if (!(parts[1] instanceof Tuple arguments)) {
            throw wrong("a function is called with arguments", parts[1]);
        }
        if (!(parts[0] instanceof Globals.Function function)) {
            throw wrong("a function is called", parts[0]);
        }
        // Of what belongs to PyTorch only shapes are copied, which are short.
        weighCopies(arguments, function.name().startsWith("torch.") ? 8 : 100);
        push(function.call(new Arguments(function.name(), arguments, in)));
    }

    /** What functions make of their arguments: plans of tensors, dicts and sets with all their items, arrays. */
    private void weighCopies(Tuple arguments, long perItem) {
        weigh(150 + 16L * arguments.size());
        for (Object argument : arguments) {
            if (argument instanceof Collection<?> items) {
                weigh(perItem * items.size());
            } else if (argument instanceof Map<?, ?> map) {
                weigh(perItem * map.size());
            } else if (argument instanceof String text) {
                weigh(2L * text.length());
            } else if (argument instanceof byte[] bytes) {
                weigh(bytes.length);
            }
        }
    }

    private void build() {
        Object state = pop();
        Object target = peek();
        if (target instanceof NumpyParts.Buildable buildable) {
            if (state instanceof Tuple parts) {
                weighCopies(parts, 8);
            }
            buildable.build(new Arguments("numpy's __setstate__", state, in));
        } else if (!(target instanceof LinkedHashMap<?, ?>)) {
            // An OrderedDict's attributes, such as a state dict's _metadata, are no entries and of no use here.
            throw wrong("an object gets a state", target);
        }
    }

    private ModelFormatException wrong(String what, @Nullable Object got) {
        return in.fail(what + " and it is " + Arguments.describe(got) + "; the file is damaged");
    }
}
