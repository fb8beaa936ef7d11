package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.V;

import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Wrong calls of functions by their other names, of windows, and of methods that look at memory in another way. */
final class BadFaceCalls {
    private static final Tensor WHOLE = Tensor.arange(3);

    private BadFaceCalls() {}

    static void addTo(BadCalls bad) {
        bad.add(
                "torch.arccos",
                "in place of whole numbers",
                in -> in[0].clone().arccos_(),
                in -> in[0].clone().arccos_(),
                WHOLE);
        bad.add(
                "torch.arccosh",
                "in place of whole numbers",
                in -> in[0].clone().arccosh_(),
                in -> in[0].clone().arccosh_(),
                WHOLE);
        bad.add(
                "torch.arcsin",
                "in place of whole numbers",
                in -> in[0].clone().arcsin_(),
                in -> in[0].clone().arcsin_(),
                WHOLE);
        bad.add(
                "torch.arcsinh",
                "in place of whole numbers",
                in -> in[0].clone().arcsinh_(),
                in -> in[0].clone().arcsinh_(),
                WHOLE);
        bad.add(
                "torch.arctan",
                "in place of whole numbers",
                in -> in[0].clone().arctan_(),
                in -> in[0].clone().arctan_(),
                WHOLE);
        bad.add(
                "torch.arctanh",
                "in place of whole numbers",
                in -> in[0].clone().arctanh_(),
                in -> in[0].clone().arctanh_(),
                WHOLE);
        bad.add("torch.adjoint", "a vector", in -> in[0].adjoint(), in -> in[0].adjoint(), V);
        bad.add("Tensor.mH", "a vector", in -> in[0].mH(), in -> in[0].mH(), V);
        bad.add(
                "Tensor.squeeze_",
                "dimension 3",
                in -> in[0].clone().squeeze_(3),
                in -> in[0].clone().squeeze_(3),
                V);
        bad.add("torch.kaiser_window", "length -1", in -> Tensor.kaiserWindow(-1, true), in -> torch.kaiser_window(-1));
    }
}
