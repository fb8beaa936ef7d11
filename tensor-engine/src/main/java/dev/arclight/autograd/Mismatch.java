package dev.arclight.autograd;

/** The first element that differs, and how many do by how much. */
final class Mismatch {
    private final int output;
    private final int element;
    private final double analytic;
    private final double numeric;
    private int count;
    private double largest;

    Mismatch(int output, int element, double analytic, double numeric) {
        this.output = output;
        this.element = element;
        this.analytic = analytic;
        this.numeric = numeric;
        another(analytic, numeric);
    }

    Mismatch another(double a, double n) {
        count++;
        largest = Math.max(largest, Math.abs(a - n));
        return this;
    }

    String message(String what, int result, int input, int elements, Gradcheck.Options options) {
        return what + ": the derivative of element " + output + " of result " + result + " by element " + element
                + " of input " + input + " is " + analytic + ", central differences give " + numeric
                + " (allowed: atol " + options.atol() + " + rtol " + options.rtol()
                + "; elements are counted row-major); " + count + " of " + elements
                + " elements of this Jacobian differ, by up to " + largest;
    }
}
