package dev.arclight.op;

/** Functions of doubles that {@link Math} lacks, and division as PyTorch rounds it. */
final class SpecialFunctions {
    private static final double LN2 = Math.log(2);

    /** From here on Stirling's series for log Γ, and those that derive from it, are exact to the last digits. */
    private static final double ASYMPTOTIC = 10;

    /** From here on Hankel's expansion of Bessel's modified functions is exact to the last digits. */
    private static final double BESSEL_ASYMPTOTIC = 30;

    private static final double FARTHEST = 200_000;

    /** Euler's constant γ. */
    private static final double EULER = 0.5772156649015329;

    /** Bernoulli's numbers B₂, B₄, …. */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798
    };

    /** ζ(k) - 1 from k = 2 on: what the series of log Γ about 2 is made of. */
    private static final double[] ZETA_LESS_ONE = new double[40];

    static {
        for (int i = 0; i < ZETA_LESS_ONE.length; i++) {
            ZETA_LESS_ONE[i] = zeta(i + 2, 2);
        }
    }

    private SpecialFunctions() {}

    static double exp2(double x) {
        // Whole powers are exact; elsewhere the whole part is, and the rest has a small exponent.
        double whole = Math.rint(x);
        if (!(Math.abs(x) < 1100)) {
            return Math.pow(2, x);
        }
        return Math.exp((x - whole) * LN2)
                * Math.scalb(1.0, (int) whole / 2)
                * Math.scalb(1.0, (int) whole - (int) whole / 2);
    }

    static double log2(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return Math.log(x);
        }
        int exponent = Math.getExponent(x < Double.MIN_NORMAL ? x * 0x1p54 : x) - (x < Double.MIN_NORMAL ? 54 : 0);
        double mantissa = Math.scalb(x, -exponent);
        // The mantissa near 1 rather than up to 2, so that the logarithm of what is just below 1 does not cancel.
        if (mantissa > Math.sqrt(2)) {
            mantissa /= 2;
            exponent++;
        }
        return exponent + Math.log(mantissa) / LN2;
    }

    /** Bessel's modified function of the first kind, of order 0 or 1. */
    static double bessel(int order, double x) {
        double a = Math.abs(x);
        double value = a < BESSEL_ASYMPTOTIC ? besselSeries(order, a) : besselAsymptotic(order, a);
        return order == 1 && x < 0 ? -value : value;
    }

    /** {@code Σ (x/2)^(2k + n) / (k! (k + n)!)}: all terms have one sign. */
    private static double besselSeries(int order, double x) {
        double quarter = x * x / 4;
        double term = order == 0 ? 1 : x / 2;
        double sum = term;
        for (int k = 1; term > sum * 0x1p-54; k++) {
            term *= quarter / ((double) k * (k + order));
            sum += term;
        }
        return sum;
    }

    /** Hankel's expansion; its terms fall below the last digit before they grow again. */
    private static double besselAsymptotic(int order, double x) {
        if (!(x < Double.POSITIVE_INFINITY)) {
            return x;
        }
        double term = 1;
        double sum = 1;
        for (int k = 1; Math.abs(term) > sum * 0x1p-54; k++) {
            double odd = 2.0 * k - 1;
            term *= (odd * odd - 4.0 * order) / (8.0 * k * x);
            sum += term;
        }
        // The exponential alone overflows before the result does.
        double root = Math.exp(x / 2);
        return root / Math.sqrt(2 * Math.PI * x) * sum * root;
    }

    static double asinh(double x) {
        double a = Math.abs(x);
        double result = a > 0x1p28 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(result, x);
    }

    static double acosh(double x) {
        if (x < 1) {
            return Double.NaN;
        }
        double t = x - 1;
        return x > 0x1p28 ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(2 * t + t * t));
    }

    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }

    static double logaddexp(double a, double b) {
        if (Double.isInfinite(a) && a == b) {
            return a;
        }
        return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    static double logaddexp2(double a, double b) {
        if (Double.isInfinite(a) && a == b) {
            return a;
        }
        return Math.max(a, b) + Math.log1p(exp2(-Math.abs(a - b))) / LN2;
    }

    /** sin(πx) / πx. */
    static double sinc(double x) {
        double a = Math.abs(x);
        // Zeros have no sign.
        return a == 0 ? 1 : sinPi(a) / (Math.PI * a) + 0.0;
    }

    /** log |Γ(x)|; ∞ at the poles. */
    static double lgamma(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Math.abs(x);
        }
        if (x <= 0) {
            // Γ(x) Γ(1 - x) = π / sin πx.
            return x == Math.floor(x)
                    ? Double.POSITIVE_INFINITY
                    : Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
        }
        if (x < 0.5) {
            return lgammaAboutTwo(x) - Math.log(x) - Math.log1p(x);
        }
        if (x < 1.5) {
            return lgammaAboutTwo(x - 1) - Math.log(x);
        }
        if (x < ASYMPTOTIC) {
            double product = 1;
            double reduced = x;
            while (reduced >= 2.5) {
                reduced--;
                product *= reduced;
            }
            return lgammaAboutTwo(reduced - 2) + Math.log(product);
        }
        double inverse = 1 / (x * x);
        double sum = 0;
        for (int k = BERNOULLI.length; k > 0; k--) {
            sum = sum * inverse + BERNOULLI[k - 1] / (2.0 * k * (2 * k - 1));
        }
        return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + sum / x;
    }

    /** log Γ(2 + t) for |t| ≤ 0.5, without cancellation at its zero t = 0. */
    private static double lgammaAboutTwo(double t) {
        double sum = 0;
        for (int i = ZETA_LESS_ONE.length - 1; i >= 0; i--) {
            sum = -t * sum + ZETA_LESS_ONE[i] / (i + 2);
        }
        return t * (1 - EULER) + t * t * sum;
    }

    /** The derivative of log Γ; PyTorch's values at the poles: ∓∞ at ±0, NaN at negative whole numbers. */
    static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            return x == Math.floor(x) ? Double.NaN : digamma(1 - x) - Math.PI * cosPi(x) / sinPi(x);
        }
        double sum = 0;
        double shifted = x;
        while (shifted < ASYMPTOTIC) {
            sum -= 1 / shifted;
            shifted++;
        }
        double inverse = 1 / (shifted * shifted);
        double series = 0;
        for (int k = BERNOULLI.length; k > 0; k--) {
            series = series * inverse + BERNOULLI[k - 1] / (2.0 * k);
        }
        return sum + Math.log(shifted) - 0.5 / shifted - series * inverse;
    }

    /** The n-th derivative of digamma, n ≥ 1. */
    static double polygamma(int n, double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return Double.NaN;
        }
        double factorial = factorial(n);
        if (n == 1 && x < 0 && x != Math.floor(x)) {
            double ratio = Math.PI / sinPi(x);
            return ratio * ratio - zeta(2, 1 - x);
        }
        return (n % 2 == 0 ? -factorial : factorial) * zeta(n + 1, x);
    }

    /** Hurwitz's ζ(s, q) = Σ (q + k)⁻ˢ for whole s ≥ 2, by the summation of Euler and Maclaurin. */
    private static double zeta(int s, double q) {
        if (q <= 0 && q == Math.floor(q)) {
            return Double.POSITIVE_INFINITY;
        }
        if (q == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double sum = 0;
        double shifted = q;
        if (shifted < -FARTHEST) {
            // What lies farther from the poles than this adds nothing that shows.
            shifted -= Math.floor(shifted) + FARTHEST;
        }
        while (shifted < ASYMPTOTIC) {
            sum += Math.pow(shifted, -s);
            shifted++;
        }
        double power = Math.pow(shifted, -s);
        sum += power * shifted / (s - 1) + power / 2;
        // B₂ₖ / (2k)! · s (s + 1) … (s + 2k - 2) · q^(1 - s - 2k)
        double rising = s;
        double term = power / shifted;
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum += BERNOULLI[k - 1] * rising * term / factorial(2 * k);
            rising *= (s + 2.0 * k - 1) * (s + 2.0 * k);
            term /= shifted * shifted;
        }
        return sum;
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }

    /** sin(πx), whose argument is reduced before it is multiplied. */
    private static double sinPi(double x) {
        double nearest = Math.rint(x);
        double sine = Math.sin(Math.PI * (x - nearest));
        return nearest % 2 == 0 ? sine : -sine;
    }

    private static double cosPi(double x) {
        double nearest = Math.rint(x);
        double cosine = Math.cos(Math.PI * (x - nearest));
        return nearest % 2 == 0 ? cosine : -cosine;
    }

    /** The inverse of the error function. */
    static double erfinv(double y) {
        double a = Math.abs(y);
        if (!(a < 1)) {
            return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
        }
        if (a < 1e-8) {
            return y * Math.sqrt(Math.PI) / 2;
        }
        double x = erfinvApproximate(a);
        // Halley's method triples the digits each time; the complement keeps them near 1.
        for (int i = 0; i < 3; i++) {
            double error = a < 0.5 ? Functions.erf(x) - a : (1 - a) - Functions.erfc(x);
            double step = error * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
            x -= step / (1 + x * step);
        }
        return Math.copySign(x, y);
    }

    /** Within 0.4 %, from S. Winitzki, "A handy approximation for the error function and its inverse" (2008). */
    private static double erfinvApproximate(double y) {
        double log = Math.log1p(-y * y);
        double constant = 0.147;
        double half = 2 / (Math.PI * constant) + log / 2;
        // √(half² - log / c) - half, without the cancellation.
        double difference = -log / constant / (Math.sqrt(half * half - log / constant) + half);
        return Math.sqrt(difference);
    }

    /** The quotient rounded down, such that it agrees with {@link #remainder(double, double)}. */
    static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && b < 0 != rest < 0) {
            quotient--;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    static float floorDivide(float a, float b) {
        if (b == 0) {
            return a / b;
        }
        float rest = a % b;
        float quotient = (a - rest) / b;
        if (rest != 0 && b < 0 != rest < 0) {
            quotient--;
        }
        if (quotient == 0) {
            return Math.copySign(0f, a / b);
        }
        float floor = (float) Math.floor(quotient);
        return quotient - floor > 0.5f ? floor + 1 : floor;
    }

    static double remainder(double a, double b) {
        double rest = a % b;
        return rest != 0 && b < 0 != rest < 0 ? rest + b : rest;
    }

    static float remainder(float a, float b) {
        float rest = a % b;
        return rest != 0 && b < 0 != rest < 0 ? rest + b : rest;
    }

    static long gcd(long a, long b) {
        long x = Math.abs(a);
        long y = Math.abs(b);
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    static long lcm(long a, long b) {
        long divisor = gcd(a, b);
        return divisor == 0 ? 0 : Math.abs(a / divisor * b);
    }
}
