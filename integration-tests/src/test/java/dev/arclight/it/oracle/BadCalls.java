package dev.arclight.it.oracle;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Calls with wrong arguments: dimensions that are not there, negative sizes, indices out of range and the like. */
final class BadCalls {
    /** A wrong call of a function of the table, by its row's name. */
    record BadCall(String function, String what, CompatibilityRow.Call call) {}

    private static final List<BadCall> ALL = all();

    private final List<BadCall> calls = new ArrayList<>();

    private BadCalls() {}

    private static List<BadCall> all() {
        BadCalls bad = new BadCalls();
        InPlaceCalls.addTo(bad);
        BadShapingCalls.addTo(bad);
        BadReductionCalls.addTo(bad);
        BadNetworkCalls.addTo(bad);
        BadFaceCalls.addTo(bad);
        return List.copyOf(bad.calls);
    }

    /** Those of one row. */
    static List<BadCall> of(String function) {
        return ALL.stream().filter(bad -> bad.function.equals(function)).toList();
    }

    /** The rows that have any. */
    static List<String> functions() {
        return ALL.stream().map(BadCall::function).distinct().toList();
    }

    void add(String function, String what, Both.Ours ours, Both.Theirs theirs, Tensor... inputs) {
        calls.add(new BadCall(function, what, new CompatibilityRow.Call(true, ours, theirs, List.of(inputs))));
    }
}
