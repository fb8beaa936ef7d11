package dev.arclight.autograd;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of functions as values, as {@code torch.autograd.functional}.
 *
 * <pre>{@code
 * Tensor j = Functional.jacobian(x -> x.exp().sum(Dims.of(1), false), x);   // [2] by [2, 3]: [2, 2, 3]
 * Tensor h = Functional.hessian(x -> x.pow(3.0).sum(), x);                  // [2, 3, 2, 3]
 * }</pre>
 *
 * <p>Functions of several tensors take a list; those with several results return a {@code List} or an array of tensors.
 * With {@code createGraph} results can be differentiated, and inputs take part as they are; otherwise neither is touched.
 * With {@code strict} it is an error if a result does not depend on an input; otherwise its derivative is zeros.
 */
public final class Functional {
    /** A function of several tensors; the result is a tensor, or a list or an array of them. */
    @FunctionalInterface
    public interface Mapping {
        Object apply(List<Tensor> inputs);
    }

    /**
     * What a function gave, and a product with one of its derivatives.
     *
     * @param outputs the function's results
     * @param products one for each input, or for {@code jvp} for each result
     */
    public record Product(List<Tensor> outputs, List<Tensor> products) {}

    private Functional() {}

    /** The Jacobian of a function of one tensor: the result's shape followed by the input's. */
    public static Tensor jacobian(UnaryOperator<Tensor> fn, Tensor input) {
        return jacobian(in -> fn.apply(in.get(0)), List.of(input), false, false)
                .get(0)
                .get(0);
    }

    /**
     * The Jacobians of a function: for each result and input, a tensor of the result's shape followed by the input's.
     */
    public static List<List<Tensor>> jacobian(Mapping fn, List<Tensor> inputs, boolean createGraph, boolean strict) {
        List<Tensor> arguments = arguments(inputs, createGraph);
        try (GradMode.Scope scope = GradMode.enableGrad()) {
            List<Tensor> outputs = results("jacobian", fn.apply(arguments));
            List<List<Tensor>> jacobians = new ArrayList<>();
            for (int o = 0; o < outputs.size(); o++) {
                jacobians.add(jacobian(outputs.get(o), o, arguments, createGraph, strict));
            }
            return jacobians;
        }
    }

    private static List<Tensor> jacobian(
            Tensor output, int index, List<Tensor> inputs, boolean createGraph, boolean strict) {
        int elements = output.numel();
        List<List<Tensor>> rows = new ArrayList<>();
        inputs.forEach(input -> rows.add(new ArrayList<>()));
        Tensor flat = output.reshape(elements);
        for (int e = 0; e < elements; e++) {
            Tensor element = flat.select(0, e);
            List<Tensor> grads = gradients("jacobian", element, index, inputs, null, createGraph, strict);
            for (int i = 0; i < grads.size(); i++) {
                rows.get(i).add(grads.get(i));
            }
        }
        List<Tensor> jacobians = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = joined(output.shape(), inputs.get(i).shape());
            jacobians.add(
                    elements == 0
                            ? Tensor.zeros(output.dtype(), shape.toArray())
                            : Tensor.stack(rows.get(i), 0).reshape(shape.toArray()));
        }
        return jacobians;
    }

    /** The Hessian of a function of one tensor with a single element: the input's shape twice. */
    public static Tensor hessian(UnaryOperator<Tensor> fn, Tensor input) {
        return hessian(in -> fn.apply(in.get(0)), List.of(input), false, false)
                .get(0)
                .get(0);
    }

    /**
     * The second derivatives of a function whose result is a single element: for each pair of inputs, a tensor of the
     * first's shape followed by the second's.
     */
    public static List<List<Tensor>> hessian(Mapping fn, List<Tensor> inputs, boolean createGraph, boolean strict) {
        return jacobian(
                arguments -> {
                    Tensor output = single("hessian", fn.apply(arguments));
                    return gradients("hessian", output, 0, arguments, null, true, strict);
                },
                inputs,
                createGraph,
                strict);
    }

    /** The product of a vector, of the result's shape, with the Jacobian. */
    public static Tensor vjp(UnaryOperator<Tensor> fn, Tensor input, Tensor v) {
        return vjp(in -> fn.apply(in.get(0)), List.of(input), List.of(v), false, false)
                .products()
                .get(0);
    }

    /**
     * The products of vectors with the Jacobians, one for each input.
     *
     * @param v one for each result, of its shape; null for 1 where the only result is a single element
     */
    public static Product vjp(
            Mapping fn, List<Tensor> inputs, @Nullable List<Tensor> v, boolean createGraph, boolean strict) {
        List<Tensor> arguments = arguments(inputs, createGraph);
        try (GradMode.Scope scope = GradMode.enableGrad()) {
            List<Tensor> outputs = results("vjp", fn.apply(arguments));
            List<Tensor> vectors = vectors("vjp", v, outputs);
            List<Tensor> products = gradients("vjp", outputs, arguments, vectors, createGraph, strict);
            return new Product(finished(outputs, createGraph), finished(products, createGraph));
        }
    }

    /** The product of the Jacobian with a vector of the input's shape. */
    public static Tensor jvp(UnaryOperator<Tensor> fn, Tensor input, Tensor v) {
        return jvp(in -> fn.apply(in.get(0)), List.of(input), List.of(v), false, false)
                .products()
                .get(0);
    }

    /**
     * The products of the Jacobians with vectors, one for each result: the gradient, by the vector, of a vector's product
     * with the Jacobian, which is linear in it.
     *
     * @param v one for each input, of its shape; null for 1 where the only input is a single element
     */
    public static Product jvp(
            Mapping fn, List<Tensor> inputs, @Nullable List<Tensor> v, boolean createGraph, boolean strict) {
        List<Tensor> vectors = vectors("jvp", v, inputs);
        List<Tensor> arguments = arguments(inputs, createGraph);
        try (GradMode.Scope scope = GradMode.enableGrad()) {
            List<Tensor> outputs = results("jvp", fn.apply(arguments));
            List<Tensor> seeds = zeros(outputs);
            List<Tensor> back = gradients("jvp", outputs, arguments, seeds, true, strict);
            List<Tensor> products = gradients("jvp", back, seeds, vectors, createGraph, strict);
            return new Product(finished(outputs, createGraph), finished(products, createGraph));
        }
    }

    /** The product of the Hessian of a function with a single element with a vector of the input's shape. */
    public static Tensor hvp(UnaryOperator<Tensor> fn, Tensor input, Tensor v) {
        return hvp(in -> fn.apply(in.get(0)), List.of(input), List.of(v), false, false)
                .products()
                .get(0);
    }

    /** The products of the Hessian with vectors, one for each input. */
    public static Product hvp(
            Mapping fn, List<Tensor> inputs, @Nullable List<Tensor> v, boolean createGraph, boolean strict) {
        List<Tensor> vectors = vectors("hvp", v, inputs);
        List<Tensor> arguments = arguments(inputs, createGraph);
        try (GradMode.Scope scope = GradMode.enableGrad()) {
            Tensor output = single("hvp", fn.apply(arguments));
            List<Tensor> first = gradients("hvp", List.of(output), arguments, null, true, strict);
            List<Tensor> seeds = zeros(arguments);
            List<Tensor> back = gradients("hvp", first, arguments, seeds, true, strict);
            List<Tensor> products = gradients("hvp", back, seeds, vectors, createGraph, strict);
            return new Product(finished(List.of(output), createGraph), finished(products, createGraph));
        }
    }

    /** The product of a vector of the input's shape with the Hessian of a function with a single element. */
    public static Tensor vhp(UnaryOperator<Tensor> fn, Tensor input, Tensor v) {
        return vhp(in -> fn.apply(in.get(0)), List.of(input), List.of(v), false, false)
                .products()
                .get(0);
    }

    /** The products of vectors with the Hessian, one for each input; cheaper than {@link #hvp}. */
    public static Product vhp(
            Mapping fn, List<Tensor> inputs, @Nullable List<Tensor> v, boolean createGraph, boolean strict) {
        List<Tensor> vectors = vectors("vhp", v, inputs);
        List<Tensor> arguments = arguments(inputs, createGraph);
        try (GradMode.Scope scope = GradMode.enableGrad()) {
            Tensor output = single("vhp", fn.apply(arguments));
            List<Tensor> first = gradients("vhp", List.of(output), arguments, null, true, strict);
            List<Tensor> products = gradients("vhp", first, arguments, vectors, createGraph, strict);
            return new Product(finished(List.of(output), createGraph), finished(products, createGraph));
        }
    }

    /** Inputs to differentiate by: themselves, seen anew, if the results are to depend on them, else leaves of their own. */
    private static List<Tensor> arguments(List<Tensor> inputs, boolean createGraph) {
        List<Tensor> arguments = new ArrayList<>();
        for (Tensor input : inputs) {
            Tensor argument = createGraph && input.requiresGrad()
                    ? input.view(input.shape().toArray())
                    : input.detach().requiresGrad(true);
            arguments.add(argument);
        }
        return arguments;
    }

    static List<Tensor> results(String what, Object results) {
        if (results instanceof Tensor tensor) {
            return List.of(tensor);
        }
        if (results instanceof Tensor[] tensors) {
            return List.of(tensors);
        }
        List<Tensor> tensors = new ArrayList<>();
        if (results instanceof List<?> list) {
            for (Object result : list) {
                if (result instanceof Tensor tensor) {
                    tensors.add(tensor);
                } else {
                    throw notTensors(what, result);
                }
            }
            return tensors;
        }
        throw notTensors(what, results);
    }

    private static AutogradException notTensors(String what, @Nullable Object result) {
        return new AutogradException(what + ": the function returned " + (result == null ? "null" : result.getClass())
                + "; expected a tensor, or a list or an array of tensors");
    }

    private static Tensor single(String what, Object results) {
        List<Tensor> tensors = results(what, results);
        if (tensors.size() != 1 || tensors.get(0).numel() != 1) {
            throw new AutogradException(what + ": the function must return one tensor of one element, it returned "
                    + tensors.stream().map(Tensor::type).toList());
        }
        return tensors.get(0).reshape();
    }

    private static List<Tensor> vectors(String what, @Nullable List<Tensor> v, List<Tensor> like) {
        if (v == null) {
            if (like.size() != 1 || like.get(0).numel() != 1) {
                throw new AutogradException(what + ": leave v out only where it stands for a single element; expected "
                        + like.stream().map(Tensor::type).toList());
            }
            return List.of(Tensor.ones(like.get(0).dtype(), like.get(0).shape().toArray()));
        }
        boolean fits = v.size() == like.size();
        for (int i = 0; fits && i < v.size(); i++) {
            fits = v.get(i).shape().equals(like.get(i).shape());
        }
        if (!fits) {
            throw new AutogradException(
                    what + ": v is " + v.stream().map(Tensor::type).toList() + ", expected "
                            + like.stream().map(Tensor::type).toList());
        }
        return v;
    }

    private static List<Tensor> zeros(List<Tensor> like) {
        List<Tensor> zeros = new ArrayList<>();
        like.forEach(tensor -> zeros.add(Tensor.zerosLike(tensor).requiresGrad(true)));
        return zeros;
    }

    private static List<Tensor> gradients(
            String what,
            Tensor output,
            int index,
            List<Tensor> inputs,
            @Nullable Tensor v,
            boolean createGraph,
            boolean strict) {
        if (!output.requiresGrad() && strict) {
            throw new AutogradException(
                    what + ": result " + index + " does not depend on the inputs, and strict was asked for");
        }
        return gradients(what, List.of(output), inputs, v == null ? null : List.of(v), createGraph, strict);
    }

    /** The graph is kept, for it is walked once for each element. */
    private static List<Tensor> gradients(
            String what,
            List<Tensor> outputs,
            List<Tensor> inputs,
            @Nullable List<Tensor> v,
            boolean createGraph,
            boolean strict) {
        List<Tensor> roots = new ArrayList<>();
        List<@Nullable Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).requiresGrad()) {
                roots.add(outputs.get(i));
                seeds.add(v == null ? null : v.get(i));
            } else if (strict) {
                throw new AutogradException(
                        what + ": result " + i + " does not depend on the inputs, and strict was asked for");
            }
        }
        List<@Nullable Tensor> found = roots.isEmpty()
                ? Arrays.asList(new @Nullable Tensor[inputs.size()])
                : Autograd.grad(roots, inputs, seeds, true, createGraph, true, false);
        List<Tensor> grads = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor grad = found.get(i);
            if (grad == null && strict) {
                throw new AutogradException(what + ": no result depends on input " + i + ", and strict was asked for");
            }
            grads.add(grad == null ? Tensor.zerosLike(inputs.get(i)) : grad);
        }
        return grads;
    }

    private static List<Tensor> finished(List<Tensor> tensors, boolean createGraph) {
        return createGraph ? tensors : tensors.stream().map(Tensor::detach).toList();
    }

    private static Shape joined(Shape a, Shape b) {
        int[] extents = Arrays.copyOf(a.toArray(), a.rank() + b.rank());
        System.arraycopy(b.toArray(), 0, extents, a.rank(), b.rank());
        return Shape.of(extents);
    }
}
