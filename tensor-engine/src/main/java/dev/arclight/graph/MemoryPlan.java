package dev.arclight.graph;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which results of a program lie in the same array: those that are never needed at the same time. An elementwise result may
 * take the place of its first input when that is not read again.
 */
final class MemoryPlan {
    private static final int NOWHERE = -1;

    /** An array that several results take in turn. */
    private static final class Slot {
        final DType dtype;
        int length;

        /** The step that last reads what it holds. */
        int busyUntil;

        Slot(DType dtype) {
            this.dtype = dtype;
        }
    }

    private final List<Slot> slots = new ArrayList<>();

    /** By value, for those that own memory of the plan. */
    private final int[] slotOf;

    private MemoryPlan(int values) {
        slotOf = new int[values];
        Arrays.fill(slotOf, NOWHERE);
    }

    static MemoryPlan of(Trace trace, List<Step> steps) {
        MemoryPlan plan = new MemoryPlan(trace.values.size());
        int[] lastUse = lastUses(trace, steps);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.isView() || step.inPlace()) {
                continue;
            }
            for (int output : step.outputs()) {
                // A result that nobody reads is written all the same.
                plan.place(trace, step, i, output, Math.max(i, lastUse[output]), lastUse);
            }
        }
        return plan;
    }

    /** The last step that reads a value's memory, by the number of its owner; results of the program are read for ever. */
    private static int[] lastUses(Trace trace, List<Step> steps) {
        int[] last = new int[trace.values.size()];
        for (int i = 0; i < steps.size(); i++) {
            for (int input : steps.get(i).inputs()) {
                last[trace.owner(input)] = i;
            }
        }
        for (int output : trace.outputs()) {
            last[trace.owner(output)] = Integer.MAX_VALUE;
        }
        return last;
    }

    private void place(Trace trace, Step step, int at, int output, int until, int[] lastUse) {
        Tensor value = trace.values.get(output);
        int length = value.numel();
        Slot best = null;
        for (Slot slot : slots) {
            if (slot.dtype == value.dtype()
                    && (slot.busyUntil < at || isTakenOver(trace, step, at, output, slot, lastUse))
                    && (best == null
                            || Math.abs((long) slot.length - length) < Math.abs((long) best.length - length))) {
                best = slot;
            }
        }
        if (best == null) {
            best = new Slot(value.dtype());
            slots.add(best);
        }
        best.length = Math.max(best.length, length);
        best.busyUntil = until;
        slotOf[output] = slots.indexOf(best);
    }

    /** Whether the slot holds the first input of an elementwise step, which is its last reader. */
    private boolean isTakenOver(Trace trace, Step step, int at, int output, Slot slot, int[] lastUse) {
        if (!step.op().mayRunInPlace() || output != step.outputs()[0]) {
            return false;
        }
        int first = step.inputs()[0];
        Tensor input = trace.values.get(first);
        Tensor result = trace.values.get(output);
        int owner = trace.owner(first);
        if (slotOf[owner] == NOWHERE
                || slots.get(slotOf[owner]) != slot
                || lastUse[owner] != at
                || !input.isContiguous()
                || !result.isContiguous()
                || input.offset() != 0
                || input.dtype() != result.dtype()
                || !input.shape().equals(result.shape())) {
            return false;
        }
        for (int i = 1; i < step.inputs().length; i++) {
            if (step.inputs()[i] != first && trace.owner(step.inputs()[i]) == owner) {
                return false;
            }
        }
        return true;
    }

    /** The arrays, all zero. */
    Object[] arrays() {
        return slots.stream()
                .map(slot -> Tensor.zeros(slot.dtype, slot.length).storage().array())
                .toArray();
    }

    /** The number of a result's array. */
    int slot(int value) {
        return slotOf[value];
    }

    long bytes() {
        return slots.stream()
                .mapToLong(slot -> (long) slot.length * slot.dtype.bytes())
                .sum();
    }
}
