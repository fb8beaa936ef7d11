package dev.arclight.it.oracle;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Calls made wrong, or at least unusual: each input in turn gets another shape, another dtype, other indices. */
final class Mutations {
    /**
     * The inputs of a call.
     *
     * @param what how they differ from those that are meant
     */
    record Mutation(String what, Tensor[] inputs) {}

    private final List<Mutation> all = new ArrayList<>();

    private Mutations() {}

    static List<Mutation> of(List<Tensor> inputs) {
        Mutations mutations = new Mutations();
        Tensor[] plain = inputs.toArray(Tensor[]::new);
        for (int i = 0; i < plain.length; i++) {
            for (Tensor shaped : shapes(plain[i])) {
                mutations.add("input " + i + " of " + shaped.shape(), plain, i, shaped);
            }
            for (DType dtype : DType.values()) {
                if (dtype != plain[i].dtype()) {
                    mutations.add("input " + i + " " + dtype, plain, i, plain[i].to(dtype));
                }
            }
            if (plain[i].dtype().isInteger()) {
                mutations.add("input " + i + " plus 100", plain, i, plain[i].add(100));
                mutations.add("input " + i + " minus 100", plain, i, plain[i].sub(100));
            }
        }
        if (plain.length > 1) {
            for (DType dtype : DType.values()) {
                Tensor[] converted = plain.clone();
                for (int i = 0; i < plain.length; i++) {
                    converted[i] = plain[i].dtype().isFloating() ? plain[i].to(dtype) : plain[i];
                }
                mutations.all.add(new Mutation("all " + dtype, converted));
            }
        }
        return mutations.all;
    }

    private void add(String what, Tensor[] plain, int i, Tensor changed) {
        Tensor[] inputs = plain.clone();
        inputs[i] = changed;
        all.add(new Mutation(what, inputs));
    }

    /** A dimension more or less, none at all, and each dimension empty, single, shorter and longer. */
    private static List<Tensor> shapes(Tensor x) {
        List<Tensor> shapes = new ArrayList<>();
        shapes.add(x.unsqueeze(0));
        if (x.rank() > 0 && x.size(0) > 0) {
            shapes.add(x.select(0, 0).clone());
        }
        if (x.rank() > 1 && x.numel() > 0) {
            shapes.add(x.reshape(-1).select(0, 0).clone());
        }
        for (int dim = 0; dim < x.rank(); dim++) {
            int extent = x.size(dim);
            for (int length : new int[] {extent - 1, 1, 0}) {
                if (length >= 0 && length < extent && (length < 1 || length == extent - 1 || extent > 2)) {
                    shapes.add(x.narrow(dim, 0, length).clone());
                }
            }
            if (extent > 0) {
                shapes.add(Tensor.cat(List.of(x, x.narrow(dim, 0, 1)), dim));
            }
        }
        return shapes;
    }
}
