package dev.arclight.kernel.cpu.vector;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls of a formula in the order in which they are made, cut into stages: loops of their own that hand vectors on
 * through memory.
 *
 * <p>C2 inlines calls while it parses a method until its graph has 18,000 nodes (NodeCountInliningCutoff), some forty calls
 * of the Vector API. What comes after is inlined later, with less known of the vectors' classes, and depending on what else
 * ran in the JVM one vector of each round then ends in an object: gelu took 0.9 ns per element, or 2.4. Stages are short
 * enough not to come near. A vector handed on costs 0.03 ns per element, for blocks stay in the first cache.
 */
final class Stages {
    // What a call, a constant or operand, and a vector handed on or taken over add to the graph, in one unit.
    private static final int CALL = 3;

    private static final int LEAF = 1;

    private static final int HANDED = 2;

    /**
     * What comes of operands by so many instructions or fewer is made again where it is needed: that costs less than to hand it
     * on.
     */
    private static final int MADE_AGAIN = 2;

    /** Loops of up to 110 were compiled well in every run, of 129 not in all (JDK 17, 16 lanes). */
    static final int MOST = 110;

    enum Kind {
        FLOATS,
        INTS,
        MASK
    }

    /** One vector: how it comes from those of the steps {@code inputs}. */
    record Step(Kind kind, Expression.Source source, List<Integer> inputs) {
        boolean isLeaf() {
            return !(source instanceof Expression.Call || source instanceof Expression.MaskCast);
        }
    }

    /**
     * One loop.
     *
     * @param calls its steps, in order, without leaves; with those that it makes anew rather than being handed
     * @param rows the rows of memory of the vectors that it is handed or hands on, by their steps
     * @param handedOn the steps whose vectors it hands on
     */
    record Stage(List<Integer> calls, Map<Integer, Integer> rows, List<Integer> handedOn) {}

    private final List<Step> steps = new ArrayList<>();

    // Of each step, the calls that it comes of, its own included: kept, for a formula names a vector in many places,
    // and to
    // walk from the result down all ways to its operands takes time that doubles with every few calls.
    private final List<BitSet> makers = new ArrayList<>();
    private final BitSet madeAgain = new BitSet();
    private final IdentityHashMap<Expression, Integer> places = new IdentityHashMap<>();
    private final Map<Object, Integer> known = new HashMap<>();

    private record Key(
            Kind kind,
            String owner,
            String name,
            String operator,
            boolean toInts,
            List<Integer> numbers,
            List<Integer> inputs) {}

    Stages(Expression result) {
        add(result);
    }

    List<Step> steps() {
        return steps;
    }

    /** The last step is the result. */
    int result() {
        return steps.size() - 1;
    }

    /** Equal vectors are computed once, however often a formula names them. */
    private int add(Expression expression) {
        Integer place = places.get(expression);
        if (place != null) {
            return place;
        }
        Expression.Source source = expression.source();
        Kind kind = expression instanceof Floats ? Kind.FLOATS : expression instanceof Ints ? Kind.INTS : Kind.MASK;
        List<Integer> inputs = new ArrayList<>();
        Object key = source;
        if (source instanceof Expression.Call call) {
            call.inputs().forEach(input -> inputs.add(add(input)));
            key = new Key(kind, call.owner(), call.name(), call.operator(), false, call.numbers(), inputs);
        } else if (source instanceof Expression.MaskCast cast) {
            inputs.add(add(cast.mask()));
            key = new Key(kind, "", "", "", cast.toInts(), List.of(), inputs);
        }
        Integer equal = known.get(key);
        int at = equal != null ? equal : steps.size();
        if (equal == null) {
            steps.add(new Step(kind, source, inputs));
            makers.add(makersOf(at));
            madeAgain.set(at, instructions(makers.get(at)) <= MADE_AGAIN);
            known.put(key, at);
        }
        places.put(expression, at);
        return at;
    }

    /** The stages in order. */
    List<Stage> cut() {
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).isLeaf()) {
                calls.add(i);
            }
        }
        List<Stage> stages = new ArrayList<>();
        Map<Integer, Integer> rows = new HashMap<>();
        int from = 0;
        while (from < calls.size()) {
            int to = end(calls, from);
            List<Integer> handedOn = new ArrayList<>();
            for (int live : live(calls, to)) {
                if (!rows.containsKey(live)) {
                    rows.put(live, rows.size());
                    handedOn.add(live);
                }
            }
            stages.add(new Stage(withMadeAgain(calls.subList(from, to)), Map.copyOf(rows), handedOn));
            from = to;
        }
        return stages;
    }

    /** How many rows of memory stages need. */
    static int rows(List<Stage> stages) {
        return stages.get(stages.size() - 1).rows().size();
    }

    /** Where the stage that begins with a call ends: not too late, and where few vectors are to be handed on. */
    private int end(List<Integer> calls, int from) {
        int best = from + 1;
        int fewest = Integer.MAX_VALUE;
        for (int to = from + 1; to <= calls.size(); to++) {
            int first = calls.get(from);
            int handedOn =
                    (int) live(calls, to).stream().filter(step -> step >= first).count();
            int weight = weight(withMadeAgain(calls.subList(from, to)), handedOn);
            if (to == calls.size() && weight <= MOST) {
                return to;
            }
            int cost = cost(calls, to);
            // Not so early that more stages are needed; of equal cuts the latest.
            if (weight <= MOST && weight > MOST / 2 && cost <= fewest) {
                fewest = cost;
                best = to;
            }
        }
        return best;
    }

    /** What a stage's loop adds to the graph of its method. */
    int weight(Stage stage) {
        return weight(stage.calls(), stage.handedOn().size());
    }

    private int weight(List<Integer> calls, int handedOn) {
        TreeSet<Integer> fetched = new TreeSet<>();
        calls.forEach(call -> fetched.addAll(steps.get(call).inputs()));
        fetched.removeAll(calls);
        int weight = calls.size() * CALL + handedOn * HANDED;
        for (int step : fetched) {
            weight += steps.get(step).isLeaf() ? LEAF : HANDED;
        }
        return weight;
    }

    private int cost(List<Integer> calls, int to) {
        int cost = 0;
        for (int live : live(calls, to)) {
            cost += switch (steps.get(live).kind()) {
                case FLOATS -> 2;
                case INTS -> 3;
                case MASK -> 1000;
            };
        }
        return cost;
    }

    /** The vectors from before a cut that are used after it. */
    private Set<Integer> live(List<Integer> calls, int to) {
        Set<Integer> live = new TreeSet<>();
        if (to < calls.size()) {
            int first = calls.get(to);
            for (int call : calls.subList(to, calls.size())) {
                for (int input : steps.get(call).inputs()) {
                    if (input < first && !madeAgain.get(input)) {
                        live.add(input);
                    }
                }
            }
        }
        return live;
    }

    private BitSet makersOf(int step) {
        BitSet all = new BitSet();
        if (!steps.get(step).isLeaf()) {
            all.set(step);
            steps.get(step).inputs().forEach(input -> all.or(makers.get(input)));
        }
        return all;
    }

    private int instructions(BitSet calls) {
        return calls.stream()
                .map(call -> switch (name(steps.get(call))) {
                    // Another look at the same bits.
                    case "reinterpretAsInts", "reinterpretAsFloats" -> 0;
                    // They take longer than memory does.
                    case "div", "sqrt" -> MADE_AGAIN + 1;
                    default -> 1;
                })
                .sum();
    }

    private static String name(Step step) {
        return step.source() instanceof Expression.Call call ? call.name() : "cast";
    }

    /** The calls of a stage and those that make again what it takes of earlier ones. */
    private List<Integer> withMadeAgain(List<Integer> calls) {
        TreeSet<Integer> all = new TreeSet<>(calls);
        for (int call : calls) {
            for (int input : steps.get(call).inputs()) {
                if (input < calls.get(0) && madeAgain.get(input)) {
                    makers.get(input).stream().forEach(all::add);
                }
            }
        }
        return List.copyOf(all);
    }
}
