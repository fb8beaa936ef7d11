package dev.arclight.tokenizers.text.regex;

import dev.arclight.tokenizers.text.CodePointSet;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Node.Manner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps that a pattern is compiled to; {@link Regex.Finder} takes them. */
final class Program {
    /** The match is complete. */
    static final int MATCH = 0;
    /** One code point of set {@code a}. */
    static final int ONE = 1;
    /** Goes on, and later tries {@code a}. */
    static final int BRANCH = 2;
    /** Goes to {@code a}, and later tries what follows. */
    static final int BRANCH_AWAY = 3;
    /** Goes to {@code a}. */
    static final int JUMP = 4;
    /** Code points of set {@code a}, from {@code b} to {@code c} of them, as many as possible. */
    static final int SPAN = 5;
    /** The same, as few as possible. */
    static final int SPAN_LAZY = 6;
    /** The same, as many as possible and no fewer. */
    static final int SPAN_POSSESSIVE = 7;
    /** Condition {@code a} on the place. */
    static final int PLACE = 8;
    /** Begins what must match and takes nothing; register {@code a} holds the stack, {@code a+1} the place. */
    static final int LOOK = 9;

    static final int LOOK_END = 10;
    /** Begins what must not match; goes to {@code b} when it does not. */
    static final int LOOK_NOT = 11;

    static final int LOOK_NOT_END = 12;
    /** Begins what is not tried again. */
    static final int ATOMIC = 13;

    static final int ATOMIC_END = 14;
    /** Notes the place in register {@code a}. */
    static final int NOTE = 15;
    /** Goes to {@code b} unless the place is that of register {@code a}. */
    static final int IF_MOVED = 16;
    /** Goes {@code a} code points back. */
    static final int BACK = 17;

    // A pattern of a real tokenizer takes less than a thousand.
    private static final int LONGEST = 200_000;

    int[] code = new int[64];
    private int size;
    final List<CodePointSet> sets = new ArrayList<>();
    final List<Node.Place.Kind> places = new ArrayList<>();
    int registers;
    /** What a match begins with, or null when that may be anything. */
    final @Nullable CodePointSet first;

    Program(Node node) {
        add(node);
        emit(MATCH);
        code = Arrays.copyOf(code, size);
        first = first(node);
    }

    private int emit(int... words) {
        if (size + words.length > LONGEST) {
            throw new TokenizerException("pattern: its repetitions make it longer than " + LONGEST + " steps");
        }
        int at = size;
        if (size + words.length > code.length) {
            code = Arrays.copyOf(code, code.length * 2 + words.length);
        }
        System.arraycopy(words, 0, code, size, words.length);
        size += words.length;
        return at;
    }

    private int set(CodePointSet set) {
        int known = sets.indexOf(set);
        if (known >= 0) {
            return known;
        }
        sets.add(set);
        return sets.size() - 1;
    }

    private void add(Node node) {
        if (node instanceof Node.One one) {
            emit(ONE, set(one.set()));
        } else if (node instanceof Node.Sequence sequence) {
            sequence.parts().forEach(this::add);
        } else if (node instanceof Node.Choice choice) {
            addChoice(choice.parts());
        } else if (node instanceof Node.Repeat repeat) {
            addRepeat(repeat);
        } else if (node instanceof Node.Look look) {
            addLook(look);
        } else if (node instanceof Node.Atomic atomic) {
            addAtomic(atomic.part());
        } else if (node instanceof Node.Place place) {
            emit(PLACE, places.size());
            places.add(place.kind());
        }
    }

    private void addChoice(List<Node> parts) {
        List<Integer> jumps = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            int branch = last ? -1 : emit(BRANCH, 0);
            add(parts.get(i));
            if (!last) {
                jumps.add(emit(JUMP, 0));
                code[branch + 1] = size;
            }
        }
        for (int jump : jumps) {
            code[jump + 1] = size;
        }
    }

    private void addAtomic(Node part) {
        int register = registers;
        registers += 2;
        emit(ATOMIC, register);
        add(part);
        emit(ATOMIC_END, register);
    }

    private void addRepeat(Node.Repeat repeat) {
        int least = repeat.least();
        int most = repeat.most();
        if (repeat.part() instanceof Node.One one) {
            int op = switch (repeat.manner()) {
                case GREEDY -> SPAN;
                case LAZY -> SPAN_LAZY;
                case POSSESSIVE -> SPAN_POSSESSIVE;
            };
            emit(op, set(one.set()), least, most < 0 ? Integer.MAX_VALUE : most);
            return;
        }
        if (repeat.manner() == Manner.POSSESSIVE) {
            addAtomic(new Node.Repeat(repeat.part(), least, most, Manner.GREEDY));
            return;
        }
        for (int i = 0; i < least; i++) {
            add(repeat.part());
        }
        int branch = repeat.manner() == Manner.LAZY ? BRANCH_AWAY : BRANCH;
        if (most < 0) {
            addLoop(repeat.part(), branch);
            return;
        }
        List<Integer> exits = new ArrayList<>();
        for (int i = least; i < most; i++) {
            exits.add(emit(branch, 0));
            add(repeat.part());
        }
        for (int exit : exits) {
            code[exit + 1] = size;
        }
    }

    private void addLoop(Node part, int branch) {
        int start = emit(branch, 0);
        if (length(part, true) > 0) {
            add(part);
            emit(JUMP, start);
        } else {
            // A turn that takes nothing is the last one.
            int register = registers++;
            emit(NOTE, register);
            add(part);
            emit(IF_MOVED, register, start);
        }
        code[start + 1] = size;
    }

    private void addLook(Node.Look look) {
        Node part = look.ahead() ? look.part() : null;
        int register = registers;
        registers += 2;
        int start = look.wanted() ? emit(LOOK, register) : emit(LOOK_NOT, register, 0);
        if (part != null) {
            add(part);
        } else {
            addBehind(look.part());
        }
        emit(look.wanted() ? LOOK_END : LOOK_NOT_END, register);
        if (!look.wanted()) {
            code[start + 2] = size;
        }
    }

    private void addBehind(Node part) {
        List<Node> parts = part instanceof Node.Choice choice ? choice.parts() : List.of(part);
        List<Integer> jumps = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int length = length(parts.get(i), true);
            if (length != length(parts.get(i), false)) {
                throw new TokenizerException(
                        "pattern: looking behind for what may have several lengths is not supported");
            }
            boolean last = i == parts.size() - 1;
            int branch = last ? -1 : emit(BRANCH, 0);
            emit(BACK, length);
            add(parts.get(i));
            if (!last) {
                jumps.add(emit(JUMP, 0));
                code[branch + 1] = size;
            }
        }
        for (int jump : jumps) {
            code[jump + 1] = size;
        }
    }

    /** The least or the greatest number of code points a part takes; a bound that is not there is a very large number. */
    private static int length(Node node, boolean least) {
        long result;
        if (node instanceof Node.One) {
            result = 1;
        } else if (node instanceof Node.Sequence sequence) {
            result = 0;
            for (Node part : sequence.parts()) {
                result += length(part, least);
            }
        } else if (node instanceof Node.Choice choice) {
            result = least ? Integer.MAX_VALUE : 0;
            for (Node part : choice.parts()) {
                int each = length(part, least);
                result = least ? Math.min(result, each) : Math.max(result, each);
            }
        } else if (node instanceof Node.Repeat repeat) {
            int times = least ? repeat.least() : repeat.most() < 0 ? Integer.MAX_VALUE : repeat.most();
            result = (long) times * length(repeat.part(), least);
        } else if (node instanceof Node.Atomic atomic) {
            result = length(atomic.part(), least);
        } else {
            result = 0;
        }
        return (int) Math.min(result, Integer.MAX_VALUE);
    }

    private static @Nullable CodePointSet first(Node node) {
        if (node instanceof Node.One one) {
            return one.set();
        }
        if (node instanceof Node.Sequence sequence) {
            // Parts that may take nothing let the next one begin.
            CodePointSet set = CodePointSet.EMPTY;
            for (Node part : sequence.parts()) {
                if (part instanceof Node.Look || part instanceof Node.Place) {
                    continue;
                }
                CodePointSet each = begins(part);
                if (each == null) {
                    return null;
                }
                set = set.union(each);
                if (length(part, true) > 0) {
                    return set;
                }
            }
            return null;
        }
        if (node instanceof Node.Choice choice) {
            CodePointSet set = CodePointSet.EMPTY;
            for (Node part : choice.parts()) {
                CodePointSet each = first(part);
                if (each == null) {
                    return null;
                }
                set = set.union(each);
            }
            return set;
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.least() > 0 ? first(repeat.part()) : null;
        }
        return node instanceof Node.Atomic atomic ? first(atomic.part()) : null;
    }

    /** What a part begins with when it takes something. */
    private static @Nullable CodePointSet begins(Node part) {
        return part instanceof Node.Repeat repeat ? first(repeat.part()) : first(part);
    }
}
