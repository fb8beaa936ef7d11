package dev.arclight.tokenizers.text.regex;

import dev.arclight.tokenizers.text.Casing;
import dev.arclight.tokenizers.text.CodePointSet;
import dev.arclight.tokenizers.text.Scripts;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.regex.Node.Manner;
import dev.arclight.tokenizers.text.regex.Node.Place.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a pattern in Oniguruma's Ruby syntax. Depth is bounded, so that no pattern overflows the stack. */
final class Parser {
    private static final int DEEPEST = 200;
    private static final int MOST_TIMES = 100_000;
    private static final CodePointSet ALL = CodePointSet.range(0, CodePointSet.LIMIT - 1);
    private static final CodePointSet NO_NEWLINE = CodePointSet.of('\n').complement();
    // Oniguruma counts superscript digits and fractions of Latin-1 as word characters, but not within a set.
    static final CodePointSet WORD = Unicode.WORD.union(new CodePointSet.Builder()
            .add(0xB2, 0xB3)
            .add(0xB9, 0xB9)
            .add(0xBC, 0xBE)
            .build());
    private static final CodePointSet HEX =
            new CodePointSet.Builder().add('0', '9').add('A', 'F').add('a', 'f').build();

    private final String pattern;
    private int at;
    private boolean ignoreCase;
    private boolean dotAll;
    private boolean extended;

    Parser(String pattern) {
        this.pattern = pattern;
    }

    Node parse() {
        Node node = choice(0);
        if (at < pattern.length()) {
            throw error("a ) without a (");
        }
        return node;
    }

    private TokenizerException error(String what) {
        String shown = pattern.length() > 120 ? pattern.substring(0, 120) + "…" : pattern;
        return new TokenizerException("pattern \"" + shown + "\", character " + at + ": " + what);
    }

    private TokenizerException unsupported(String what) {
        return error(what + " is not supported");
    }

    private boolean more() {
        return at < pattern.length();
    }

    private boolean looking(String text) {
        return pattern.startsWith(text, at);
    }

    private boolean accept(String text) {
        if (looking(text)) {
            at += text.length();
            return true;
        }
        return false;
    }

    private int take() {
        if (!more()) {
            throw error("the pattern ends too early");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private Node choice(int depth) {
        if (depth > DEEPEST) {
            throw error("groups lie more than " + DEEPEST + " deep in each other");
        }
        boolean oldIgnore = ignoreCase;
        boolean oldDot = dotAll;
        boolean oldExtended = extended;
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(sequence(depth));
        } while (accept("|"));
        ignoreCase = oldIgnore;
        dotAll = oldDot;
        extended = oldExtended;
        return parts.size() == 1 ? parts.get(0) : new Node.Choice(parts);
    }

    private Node sequence(int depth) {
        List<Node> parts = new ArrayList<>();
        while (more() && !looking("|") && !looking(")")) {
            if (extended && skipped()) {
                continue;
            }
            Node atom = atom(depth);
            if (atom != null) {
                parts.add(quantified(atom, depth));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts);
    }

    private boolean skipped() {
        char c = pattern.charAt(at);
        if (c == '#') {
            while (more() && pattern.charAt(at) != '\n') {
                at++;
            }
            return true;
        }
        if (c == ' ' || c >= '\t' && c <= '\r') {
            at++;
            return true;
        }
        return false;
    }

    private Node quantified(Node atom, int depth) {
        Node node = atom;
        for (int levels = depth; more(); levels++) {
            if (extended && skipped()) {
                continue;
            }
            int least;
            int most;
            boolean braces = false;
            boolean exact = false;
            char c = pattern.charAt(at);
            if (c == '*' || c == '+' || c == '?') {
                at++;
                least = c == '+' ? 1 : 0;
                most = c == '?' ? 1 : -1;
            } else if (c == '{') {
                int[] times = times();
                if (times == null) {
                    return node;
                }
                least = times[0];
                most = times[1];
                braces = true;
                exact = times[2] == 1;
            } else {
                return node;
            }
            if (levels > DEEPEST) {
                throw error("more than " + DEEPEST + " quantifiers on each other");
            }
            Manner manner = Manner.GREEDY;
            if (!exact && accept("?")) {
                manner = Manner.LAZY;
            } else if (!braces && accept("+")) {
                manner = Manner.POSSESSIVE;
            }
            node = new Node.Repeat(node, least, most, manner);
        }
        return node;
    }

    /** Reads {n}, {n,}, {,m} or {n,m}; what only looks like it is text. */
    private int @Nullable [] times() {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            return null;
        }
        String inside = pattern.substring(at + 1, close);
        if (!inside.matches("\\d{1,6}|\\d{1,6},\\d{0,6}|,\\d{1,6}")) {
            return null;
        }
        at = close + 1;
        int comma = inside.indexOf(',');
        String low = comma < 0 ? inside : inside.substring(0, comma);
        String high = comma < 0 ? inside : inside.substring(comma + 1);
        int least = low.isEmpty() ? 0 : Integer.parseInt(low);
        int most = high.isEmpty() ? -1 : Integer.parseInt(high);
        if (least > MOST_TIMES || most > MOST_TIMES || most >= 0 && most < least) {
            throw error("the numbers in {" + inside + "} must rise and be at most " + MOST_TIMES);
        }
        return new int[] {least, most, comma < 0 ? 1 : 0};
    }

    private @Nullable Node atom(int depth) {
        int c = take();
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> new Node.One(set(depth + 1));
            case '.' -> new Node.One(dotAll ? ALL : NO_NEWLINE);
            case '^' -> new Node.Place(Kind.LINE_START);
            case '$' -> new Node.Place(Kind.LINE_END);
            case '\\' -> escape();
            case '*', '+', '?' -> throw error("a quantifier with nothing before it");
            default -> literal(c);
        };
    }

    private Node literal(int c) {
        return new Node.One(ignoreCase ? Casing.sameFolded(c) : CodePointSet.of(c));
    }

    private @Nullable Node group(int depth) {
        if (!accept("?")) {
            return closed(choice(depth + 1));
        }
        if (accept("#")) {
            while (take() != ')') {
                // a comment
            }
            return null;
        }
        if (accept(":")) {
            return closed(choice(depth + 1));
        }
        if (accept("=")) {
            return new Node.Look(closed(choice(depth + 1)), true, true);
        }
        if (accept("!")) {
            return new Node.Look(closed(choice(depth + 1)), true, false);
        }
        if (accept(">")) {
            return new Node.Atomic(closed(choice(depth + 1)));
        }
        if (accept("<=")) {
            return new Node.Look(closed(choice(depth + 1)), false, true);
        }
        if (accept("<!")) {
            return new Node.Look(closed(choice(depth + 1)), false, false);
        }
        if (accept("<")) {
            while (take() != '>') {
                // a name, which nothing refers to
            }
            return closed(choice(depth + 1));
        }
        return options(depth);
    }

    private Node closed(Node node) {
        if (!accept(")")) {
            throw error("a ( without a )");
        }
        return node;
    }

    private Node options(int depth) {
        boolean oldIgnore = ignoreCase;
        boolean oldDot = dotAll;
        boolean oldExtended = extended;
        boolean on = true;
        while (true) {
            int c = take();
            switch (c) {
                case '-' -> on = false;
                case 'i' -> ignoreCase = on;
                case 'm' -> dotAll = on;
                case 'x' -> extended = on;
                case ':', ')' -> {
                    // Without a colon, options hold for the rest of the group around them.
                    Node node = choice(depth + 1);
                    if (c == ':') {
                        closed(node);
                    }
                    ignoreCase = oldIgnore;
                    dotAll = oldDot;
                    extended = oldExtended;
                    return node;
                }
                default -> throw unsupported("(?" + Character.toString(c));
            }
        }
    }

    private Node escape() {
        int c = take();
        return switch (c) {
            case 'A' -> new Node.Place(Kind.TEXT_START);
            case 'z' -> new Node.Place(Kind.TEXT_END);
            case 'Z' -> new Node.Place(Kind.TEXT_END_OR_NEWLINE);
            case 'G' -> new Node.Place(Kind.SEARCH_START);
            case 'b' -> new Node.Place(Kind.WORD_BORDER);
            case 'B' -> new Node.Place(Kind.NO_WORD_BORDER);
            case 'O' -> new Node.One(ALL);
            case 'N' -> new Node.One(NO_NEWLINE);
            case 'R' -> newline();
            default -> {
                CodePointSet set = setEscape(c);
                yield set != null ? new Node.One(set) : literal(characterEscape(c));
            }
        };
    }

    private static Node newline() {
        Node lines = new Node.One(new CodePointSet.Builder()
                .add(0x0A, 0x0D)
                .add(0x85, 0x85)
                .add(0x2028, 0x2029)
                .build());
        Node pair =
                new Node.Sequence(List.of(new Node.One(CodePointSet.of('\r')), new Node.One(CodePointSet.of('\n'))));
        return new Node.Atomic(new Node.Choice(List.of(pair, lines)));
    }

    /** The set that an escape stands for, or null when it stands for one character. */
    private @Nullable CodePointSet setEscape(int c) {
        return switch (c) {
            case 'd' -> Unicode.category("Nd");
            case 'D' -> Unicode.category("Nd").complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> Unicode.WHITE_SPACE;
            case 'S' -> Unicode.WHITE_SPACE.complement();
            case 'h' -> HEX;
            case 'H' -> HEX.complement();
            case 'p', 'P' -> property(c == 'P');
            default -> null;
        };
    }

    private @Nullable CodePointSet memberEscape(int c) {
        return c == 'w' ? Unicode.WORD : c == 'W' ? Unicode.WORD.complement() : setEscape(c);
    }

    private CodePointSet property(boolean negated) {
        if (!accept("{")) {
            throw error("\\p without {");
        }
        boolean not = negated ^ accept("^");
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            throw error("a { without a }");
        }
        String name = pattern.substring(at, close);
        CodePointSet set = named(name);
        if (set == null) {
            throw unsupported("the property " + name);
        }
        at = close + 1;
        // Ignoring case, what folds as a member is one too.
        set = ignoreCase ? Casing.closed(set) : set;
        return not ? set.complement() : set;
    }

    private static @Nullable CodePointSet named(String given) {
        String name = given.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
        if (name.length() == 1 && Unicode.isCategory(name.toUpperCase(Locale.ROOT))) {
            return Unicode.category(name.toUpperCase(Locale.ROOT));
        }
        if (name.length() == 2) {
            String category = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.charAt(1);
            if (Unicode.isCategory(category)) {
                return Unicode.category(category);
            }
            if (name.equals("lc")) {
                return Unicode.category("LC");
            }
        }
        String shortName = switch (name) {
            case "letter" -> "L";
            case "casedletter" -> "LC";
            case "uppercaseletter" -> "Lu";
            case "lowercaseletter" -> "Ll";
            case "titlecaseletter" -> "Lt";
            case "modifierletter" -> "Lm";
            case "otherletter" -> "Lo";
            case "mark", "combiningmark" -> "M";
            case "nonspacingmark" -> "Mn";
            case "spacingmark" -> "Mc";
            case "enclosingmark" -> "Me";
            case "number" -> "N";
            case "decimalnumber" -> "Nd";
            case "letternumber" -> "Nl";
            case "othernumber" -> "No";
            case "punctuation", "punct" -> "P";
            case "symbol" -> "S";
            case "mathsymbol" -> "Sm";
            case "currencysymbol" -> "Sc";
            case "separator" -> "Z";
            case "spaceseparator" -> "Zs";
            case "other" -> "C";
            case "control" -> "Cc";
            case "format" -> "Cf";
            case "unassigned" -> "Cn";
            case "privateuse" -> "Co";
            default -> "";
        };
        if (!shortName.isEmpty()) {
            return Unicode.category(shortName);
        }
        if (name.equals("alphabetic")) {
            return Unicode.ALPHABETIC;
        }
        if (name.equals("lowercase")) {
            return Unicode.LOWERCASE;
        }
        if (name.equals("uppercase")) {
            return Unicode.UPPERCASE;
        }
        if (name.equals("whitespace")) {
            return Unicode.WHITE_SPACE;
        }
        if (name.equals("any")) {
            return ALL;
        }
        CodePointSet set = bracket(name);
        return set != null ? set : Scripts.named(name);
    }

    /** The set of a name in [:brackets:]; \p{punct} is another. */
    private static @Nullable CodePointSet bracket(String name) {
        return switch (name) {
            case "alnum" -> Unicode.ALPHABETIC.union(Unicode.category("Nd"));
            case "alpha" -> Unicode.ALPHABETIC;
            case "ascii" -> CodePointSet.range(0, 0x7F);
            case "blank" -> Unicode.category("Zs").union(CodePointSet.of('\t'));
            case "cntrl" -> Unicode.category("Cc");
            case "digit" -> Unicode.category("Nd");
            case "graph" ->
                Unicode.WHITE_SPACE
                        .union(Unicode.category("Cc"))
                        .union(Unicode.category("Cs"))
                        .union(Unicode.category("Cn"))
                        .complement();
            case "lower" -> Unicode.LOWERCASE;
            case "print" ->
                Unicode.category("Cc")
                        .union(Unicode.category("Cs"))
                        .union(Unicode.category("Cn"))
                        .union(CodePointSet.range(0x2028, 0x2029))
                        .complement();
            case "punct" -> Unicode.category("P").union(Unicode.category("S"));
            case "space" -> Unicode.WHITE_SPACE;
            case "upper" -> Unicode.UPPERCASE;
            case "xdigit" -> HEX;
            case "word" -> Unicode.WORD;
            default -> null;
        };
    }

    private int characterEscape(int c) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'a' -> 7;
            case 'e' -> 0x1B;
            case 'x' -> accept("{") ? inBraces() : number(Math.min(at + 2, pattern.length()), 16);
            case 'u' -> number(Math.min(at + 4, pattern.length()), 16);
            case '0' -> octal();
            case 'k', 'g', 'K', 'X', 'y', 'Y' -> throw unsupported("\\" + (char) c);
            default -> {
                if (c >= '1' && c <= '9') {
                    throw unsupported("\\" + (char) c);
                }
                yield c;
            }
        };
    }

    private int inBraces() {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            throw error("a { without a }");
        }
        int value = number(close, 16);
        at++;
        return value;
    }

    private int octal() {
        int end = at;
        while (end < pattern.length() && end < at + 2 && pattern.charAt(end) >= '0' && pattern.charAt(end) <= '7') {
            end++;
        }
        return end == at ? 0 : number(end, 8);
    }

    private int number(int end, int radix) {
        try {
            String digits = pattern.substring(at, end);
            int value = Integer.parseInt(digits, radix);
            if (value < 0 || value >= CodePointSet.LIMIT || digits.charAt(0) == '+') {
                throw error("\"" + digits + "\" is no code point");
            }
            at = end;
            return value;
        } catch (NumberFormatException e) {
            throw error("a number to the base " + radix + " is missing after \\");
        }
    }

    /** Reads a set after its opening bracket. */
    private CodePointSet set(int depth) {
        if (depth > DEEPEST) {
            throw error("sets lie more than " + DEEPEST + " deep in each other");
        }
        boolean negated = accept("^");
        CodePointSet whole = null;
        CodePointSet.Builder builder = new CodePointSet.Builder();
        boolean first = true;
        while (true) {
            if (!more()) {
                throw error("a [ without a ]");
            }
            if (looking("]") && !first) {
                at++;
                break;
            }
            if (accept("&&")) {
                CodePointSet part = builder.build();
                whole = whole == null ? part : whole.intersection(part);
                builder = new CodePointSet.Builder();
                continue;
            }
            first = false;
            member(builder, depth);
        }
        CodePointSet result = builder.build();
        if (whole != null) {
            result = whole.intersection(result);
        }
        if (ignoreCase) {
            result = Casing.closed(result);
        }
        return negated ? result.complement() : result;
    }

    private void member(CodePointSet.Builder builder, int depth) {
        if (looking("[:")) {
            int close = pattern.indexOf(":]", at);
            if (close > 0) {
                boolean not = pattern.charAt(at + 2) == '^';
                CodePointSet set = bracket(pattern.substring(at + (not ? 3 : 2), close));
                if (set != null) {
                    at = close + 2;
                    builder.add(not ? set.complement() : set);
                    return;
                }
            }
        }
        if (accept("[")) {
            builder.add(set(depth + 1));
            return;
        }
        int c = take();
        if (c == '\\') {
            int escaped = take();
            CodePointSet set = memberEscape(escaped);
            if (set != null) {
                builder.add(set);
                return;
            }
            c = escaped == 'b' ? 8 : characterEscape(escaped);
        }
        if (!looking("-") || at + 1 >= pattern.length() || pattern.charAt(at + 1) == ']') {
            builder.add(c, c);
            return;
        }
        int dash = at;
        at++;
        if (looking("[") || looking("&&")) {
            at = dash;
            builder.add(c, c);
            return;
        }
        int last = take();
        if (last == '\\') {
            int escaped = take();
            CodePointSet set = memberEscape(escaped);
            if (set != null) {
                // Then the dash was one.
                builder.add(c, c).add('-', '-').add(set);
                return;
            }
            last = characterEscape(escaped);
        }
        if (last < c) {
            throw error("a range whose end lies before its beginning");
        }
        builder.add(c, last);
    }
}
