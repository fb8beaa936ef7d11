package dev.arclight.tokenizers.text.regex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.CodePointSet;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Node.Place.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A compiled pattern in Oniguruma's Ruby syntax, as tokenizer.json files hold them.
 *
 * <p>There are alternatives, sets with ranges, properties, {@code &&} and negation, greedy, lazy and possessive repetitions,
 * looking ahead and behind, atomic groups, options ({@code (?i:…)}) and conditions on the place; groups do not capture. Ignoring
 * case, one character is compared with one. Anything else is an error that names it.
 *
 * <p>Patterns are immutable and serve all threads. Finding takes no recursion, and a pattern that would go back too often ends
 * with an error, not with a standstill.
 */
public final class Regex {
    private final String source;
    private final boolean literal;
    private final Program program;

    private Regex(String source, boolean literal, Program program) {
        this.source = source;
        this.literal = literal;
        this.program = program;
    }

    /**
     * Compiles a pattern.
     *
     * @throws TokenizerException when it is malformed or uses what is not supported
     */
    public static Regex compile(String pattern) {
        return new Regex(pattern, false, new Program(new Parser(pattern).parse()));
    }

    /** A pattern that matches a text as it stands. */
    public static Regex literal(String text) {
        java.util.List<Node> parts = new java.util.ArrayList<>();
        text.codePoints().forEach(c -> parts.add(new Node.One(CodePointSet.of(c))));
        return new Regex(text, true, new Program(parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts)));
    }

    /** The pattern of a JSON member {@code {"String": …}} or {@code {"Regex": …}}. */
    public static Regex fromJson(JsonFields fields, String name) {
        JsonNode json = fields.object(name);
        if (json.path("String").isTextual()) {
            return literal(json.path("String").textValue());
        }
        if (json.path("Regex").isTextual()) {
            return compile(json.path("Regex").textValue());
        }
        throw fields.wrong(name, "{\"String\": …} or {\"Regex\": …}", json);
    }

    /** What {@link #fromJson} reads. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode().put(literal ? "String" : "Regex", source);
    }

    /** The pattern as it was written. */
    public String source() {
        return source;
    }

    /** Whether the pattern is a text as it stands. */
    public boolean isLiteral() {
        return literal;
    }

    /** The char that alone is all that matches, or -1. */
    public int singleChar() {
        return literal && source.length() == 1 ? source.charAt(0) : -1;
    }

    /** Looks for matches, from left to right, in the chars {@code [from, to)}, which are a text of their own. */
    public Finder finder(char[] chars, int from, int to) {
        return new Finder(program).reset(chars, from, to);
    }

    /** Goes from match to match; for one thread, and for many texts one after another. */
    public static final class Finder {
        // Oniguruma's limit on going back in one match, with more for long texts.
        private static final long BUDGET = 10_000_000;
        private static final int BUDGET_PER_CHAR = 200;
        private static final int LARGEST_STACK = 1 << 26;
        private static final int RESTORE = -1;

        private final int[] code;
        private final CodePointSet[] sets;
        private final Kind[] places;
        private final @Nullable CodePointSet first;
        private final int[] registers;
        // Frames of three: where to go on, at which place, and for a span the least place to go back to.
        private int[] stack = new int[96];
        private int top;

        private char[] chars = new char[0];
        private int from;
        private int to;
        private int searchFrom;
        private int start;
        private int end;
        private int lastEnd;
        private long budget;

        private Finder(Program program) {
            code = program.code;
            sets = program.sets.toArray(new CodePointSet[0]);
            places = program.places.toArray(new Kind[0]);
            first = program.first;
            registers = new int[program.registers];
        }

        /** Starts over with another text. */
        public Finder reset(char[] newChars, int newFrom, int newTo) {
            chars = newChars;
            from = newFrom;
            to = newTo;
            searchFrom = newFrom;
            lastEnd = -1;
            budget = BUDGET + (long) BUDGET_PER_CHAR * (newTo - newFrom);
            return this;
        }

        /** Where the match begins. */
        public int start() {
            return start;
        }

        /** Where the match ends. */
        public int end() {
            return end;
        }

        /**
         * Finds the next match; an empty one where the last ended does not count.
         *
         * @throws TokenizerException when the pattern goes back too often on this text
         */
        public boolean next() {
            while (searchFrom <= to) {
                if (!search()) {
                    searchFrom = to + 1;
                    return false;
                }
                if (end == start && end == lastEnd) {
                    searchFrom = end < to ? end + width(end) : to + 1;
                    continue;
                }
                searchFrom = end;
                lastEnd = end;
                return true;
            }
            return false;
        }

        private boolean search() {
            int i = searchFrom;
            while (i <= to) {
                if (first != null) {
                    while (i < to && !first.contains(codePoint(i))) {
                        i += width(i);
                    }
                    if (i >= to) {
                        return false;
                    }
                }
                int stop = match(i);
                if (stop >= 0) {
                    start = i;
                    end = stop;
                    return true;
                }
                i += i < to ? width(i) : 1;
            }
            return false;
        }

        private int codePoint(int i) {
            char c = chars[i];
            return (c & 0xF800) == 0xD800 ? Character.codePointAt(chars, i, to) : c;
        }

        private int width(int i) {
            return Character.isHighSurrogate(chars[i]) && i + 1 < to && Character.isLowSurrogate(chars[i + 1]) ? 2 : 1;
        }

        private int before(int i) {
            return i - 2 >= from && Character.isLowSurrogate(chars[i - 1]) && Character.isHighSurrogate(chars[i - 2])
                    ? i - 2
                    : i - 1;
        }

        private void push(int where, int place, int least) {
            if (top + 3 > stack.length) {
                if (stack.length >= LARGEST_STACK) {
                    throw new TokenizerException("pattern: a match of this text needs too much memory");
                }
                stack = Arrays.copyOf(stack, stack.length * 2);
            }
            stack[top] = where;
            stack[top + 1] = place;
            stack[top + 2] = least;
            top += 3;
        }

        private void spend(int steps) {
            budget -= steps;
            if (budget < 0) {
                throw new TokenizerException("pattern: it goes back too often on a text of " + (to - from)
                        + " chars; make its repetitions possessive or its alternatives distinct");
            }
        }

        /** The end of a match that begins at a place, or -1. */
        private int match(int place) {
            top = 0;
            int pc = 0;
            int i = place;
            while (true) {
                boolean failed = false;
                switch (code[pc]) {
                    case Program.MATCH -> {
                        return i;
                    }
                    case Program.ONE -> {
                        if (i < to && sets[code[pc + 1]].contains(codePoint(i))) {
                            i += width(i);
                            pc += 2;
                        } else {
                            failed = true;
                        }
                    }
                    case Program.BRANCH -> {
                        push(code[pc + 1], i, -1);
                        pc += 2;
                    }
                    case Program.BRANCH_AWAY -> {
                        push(pc + 2, i, -1);
                        pc = code[pc + 1];
                    }
                    case Program.JUMP -> pc = code[pc + 1];
                    case Program.SPAN, Program.SPAN_POSSESSIVE -> {
                        int stop = span(pc, i);
                        if (stop < 0) {
                            failed = true;
                        } else {
                            i = stop;
                            pc += 4;
                        }
                    }
                    case Program.SPAN_LAZY -> {
                        int stop = spanLeast(pc, i);
                        if (stop < 0) {
                            failed = true;
                        } else {
                            if (code[pc + 3] > code[pc + 2]) {
                                push(pc, stop, code[pc + 3] - code[pc + 2]);
                            }
                            i = stop;
                            pc += 4;
                        }
                    }
                    case Program.PLACE -> {
                        if (holds(places[code[pc + 1]], i)) {
                            pc += 2;
                        } else {
                            failed = true;
                        }
                    }
                    case Program.LOOK, Program.ATOMIC -> {
                        registers[code[pc + 1]] = top;
                        registers[code[pc + 1] + 1] = i;
                        pc += 2;
                    }
                    case Program.LOOK_END -> {
                        top = registers[code[pc + 1]];
                        i = registers[code[pc + 1] + 1];
                        pc += 2;
                    }
                    case Program.LOOK_NOT -> {
                        registers[code[pc + 1]] = top;
                        push(code[pc + 2], i, -1);
                        pc += 3;
                    }
                    case Program.LOOK_NOT_END -> {
                        top = registers[code[pc + 1]];
                        failed = true;
                    }
                    case Program.ATOMIC_END -> {
                        top = registers[code[pc + 1]];
                        pc += 2;
                    }
                    case Program.NOTE -> {
                        int register = code[pc + 1];
                        push(RESTORE, register, registers[register]);
                        registers[register] = i;
                        pc += 2;
                    }
                    case Program.IF_MOVED -> pc = registers[code[pc + 1]] == i ? pc + 3 : code[pc + 2];
                    case Program.BACK -> {
                        int back = i;
                        int n = code[pc + 1];
                        while (n > 0 && back > from) {
                            back = before(back);
                            n--;
                        }
                        failed = n > 0;
                        i = back;
                        pc += 2;
                    }
                    default -> throw new IllegalStateException("step " + code[pc]);
                }
                if (!failed) {
                    continue;
                }
                spend(1);
                while (true) {
                    if (top == 0) {
                        return -1;
                    }
                    top -= 3;
                    int where = stack[top];
                    int at = stack[top + 1];
                    int least = stack[top + 2];
                    if (where == RESTORE) {
                        registers[at] = least;
                        continue;
                    }
                    if (least < 0) {
                        pc = where;
                        i = at;
                        break;
                    }
                    if (code[where] == Program.SPAN) {
                        i = before(at);
                        if (i > least) {
                            push(where, i, least);
                        }
                        pc = where + 4;
                        break;
                    }
                    // A lazy span takes one more.
                    if (at < to && sets[code[where + 1]].contains(codePoint(at))) {
                        i = at + width(at);
                        if (least > 1) {
                            push(where, i, least == Integer.MAX_VALUE ? least : least - 1);
                        }
                        pc = where + 4;
                        break;
                    }
                }
            }
        }

        /** The end of the longest span, after noting that a greedy one may be shorter; -1 when it is too short. */
        private int span(int pc, int begin) {
            CodePointSet set = sets[code[pc + 1]];
            int least = code[pc + 2];
            int most = code[pc + 3];
            int i = begin;
            int leastEnd = least == 0 ? begin : -1;
            for (int n = 0; n < most && i < to; ) {
                int c = chars[i];
                if ((c & 0xF800) == 0xD800) {
                    c = codePoint(i);
                    if (!set.contains(c)) {
                        break;
                    }
                    i += Character.charCount(c);
                } else {
                    if (!set.contains(c)) {
                        break;
                    }
                    i++;
                }
                if (++n == least) {
                    leastEnd = i;
                }
            }
            if (leastEnd < 0) {
                spend(i - begin);
                return -1;
            }
            if (i > leastEnd && code[pc] == Program.SPAN) {
                push(pc, i, leastEnd);
            }
            spend(i - begin >> 3);
            return i;
        }

        private int spanLeast(int pc, int begin) {
            CodePointSet set = sets[code[pc + 1]];
            int i = begin;
            for (int n = code[pc + 2]; n > 0; n--) {
                if (i >= to || !set.contains(codePoint(i))) {
                    return -1;
                }
                i += width(i);
            }
            return i;
        }

        private boolean holds(Kind kind, int i) {
            return switch (kind) {
                case LINE_START -> i == from || chars[i - 1] == '\n' && i < to;
                case LINE_END -> i == to || chars[i] == '\n';
                case TEXT_START -> i == from;
                case TEXT_END -> i == to;
                case TEXT_END_OR_NEWLINE -> i == to || i == to - 1 && chars[i] == '\n';
                case SEARCH_START -> i == searchFrom;
                case WORD_BORDER -> isBorder(i);
                case NO_WORD_BORDER -> !isBorder(i);
            };
        }

        private boolean isBorder(int i) {
            boolean left = i > from && Parser.WORD.contains(codePoint(before(i)));
            boolean right = i < to && Parser.WORD.contains(codePoint(i));
            return left != right;
        }
    }
}
