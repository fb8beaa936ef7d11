package dev.arclight.optim;

import dev.arclight.tensor.Tensor;

/**
 * A line search for a step that satisfies the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and
 * 3.6): by cubic interpolation first until the step is bracketed, then inside the bracket. It evaluates and decides as
 * PyTorch's L-BFGS does.
 */
final class StrongWolfe {
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MOST_EVALUATIONS = 25;

    /** The loss at a step along the direction, and its gradient there. */
    record Point(double loss, Tensor gradient) {}

    /** Evaluates the function at {@code start + step · direction}. */
    @FunctionalInterface
    interface Objective {
        Point at(double step);
    }

    /** What was found. */
    record Found(double loss, Tensor gradient, double step, int evaluations) {}

    /** A step with what is known of it. */
    private record Trial(double step, double loss, Tensor gradient, double slope) {}

    private StrongWolfe() {}

    /**
     * Searches a step.
     *
     * @param step the first to try
     * @param slope the derivative along the direction at the start
     * @param toleranceChange the extent of a bracket, as the largest change of a parameter, that is not searched
     *     further
     */
    static Found search(
            Objective objective,
            double step,
            Tensor direction,
            double loss,
            Tensor gradient,
            double slope,
            double toleranceChange) {
        double largest = direction.abs().max().item();
        Trial start = new Trial(0, loss, gradient, slope);
        Trial previous = start;
        Trial trial = trial(objective, step, direction);
        int evaluations = 1;
        int iteration = 0;
        Trial first = null;
        Trial second = null;
        while (iteration < MOST_EVALUATIONS) {
            if (tooHigh(trial, start) || (iteration > 1 && trial.loss() >= previous.loss())) {
                first = previous;
                second = trial;
                break;
            }
            if (Math.abs(trial.slope()) <= -CURVATURE * slope) {
                return new Found(trial.loss(), trial.gradient(), trial.step(), evaluations);
            }
            if (trial.slope() >= 0) {
                first = previous;
                second = trial;
                break;
            }
            double least = trial.step() + 0.01 * (trial.step() - previous.step());
            double next = minimum(previous, trial, least, trial.step() * 10);
            previous = trial;
            trial = trial(objective, next, direction);
            evaluations++;
            iteration++;
        }
        if (first == null || second == null) {
            first = start;
            second = trial;
        }
        return zoom(objective, direction, start, first, second, iteration, evaluations, largest, toleranceChange);
    }

    private static Found zoom(
            Objective objective,
            Tensor direction,
            Trial start,
            Trial first,
            Trial second,
            int iterations,
            int made,
            double largest,
            double toleranceChange) {
        Trial[] bracket = {first, second};
        int evaluations = made;
        int iteration = iterations;
        int low = first.loss() <= second.loss() ? 0 : 1;
        boolean stalled = false;
        boolean done = false;
        while (!done && iteration < MOST_EVALUATIONS) {
            double from = Math.min(bracket[0].step(), bracket[1].step());
            double to = Math.max(bracket[0].step(), bracket[1].step());
            if ((to - from) * largest < toleranceChange) {
                break;
            }
            double step = minimum(bracket[0], bracket[1], from, to);
            double margin = 0.1 * (to - from);
            if (Math.min(to - step, step - from) < margin) {
                // Twice in a row near an end, or at it: that is no progress.
                if (stalled || step >= to || step <= from) {
                    step = Math.abs(step - to) < Math.abs(step - from) ? to - margin : from + margin;
                    stalled = false;
                } else {
                    stalled = true;
                }
            } else {
                stalled = false;
            }
            Trial trial = trial(objective, step, direction);
            evaluations++;
            iteration++;
            int high = 1 - low;
            if (tooHigh(trial, start) || trial.loss() >= bracket[low].loss()) {
                bracket[high] = trial;
                low = bracket[0].loss() <= bracket[1].loss() ? 0 : 1;
            } else {
                if (Math.abs(trial.slope()) <= -CURVATURE * start.slope()) {
                    done = true;
                } else if (trial.slope() * (bracket[high].step() - bracket[low].step()) >= 0) {
                    bracket[high] = bracket[low];
                }
                bracket[low] = trial;
            }
        }
        Trial best = bracket[low];
        return new Found(best.loss(), best.gradient(), best.step(), evaluations);
    }

    private static Trial trial(Objective objective, double step, Tensor direction) {
        Point point = objective.at(step);
        return new Trial(
                step,
                point.loss(),
                point.gradient(),
                point.gradient().dot(direction).item());
    }

    private static boolean tooHigh(Trial trial, Trial start) {
        return trial.loss() > start.loss() + SUFFICIENT_DECREASE * trial.step() * start.slope();
    }

    /**
     * Where the cubic through two points with their slopes is smallest, within bounds; their middle if it has no
     * minimum.
     */
    private static double minimum(Trial a, Trial b, double least, double most) {
        double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (a.step() - b.step());
        double square = d1 * d1 - a.slope() * b.slope();
        if (!(square >= 0)) {
            return (least + most) / 2;
        }
        double d2 = Math.sqrt(square);
        double place = a.step() <= b.step()
                ? b.step() - (b.step() - a.step()) * ((b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2))
                : a.step() - (a.step() - b.step()) * ((a.slope() + d2 - d1) / (a.slope() - b.slope() + 2 * d2));
        return Math.min(Math.max(place, least), most);
    }
}
