package dev.arclight.kernel.cpu.optim;

/** The loop of {@link RpropRule}, whose choices C2 makes no vectors of. */
public interface RpropLoop {
    /** The factors and bounds of steps, and 1 or -1 for the gradient's sign. */
    record Settings(float shrink, float grow, float least, float most, float sign) {}

    /** Moves {@code parameters[from … to)}. */
    void step(
            Settings settings,
            float[] parameters,
            float[] gradients,
            float[] previous,
            float[] steps,
            int from,
            int to);

    /** Element by element. */
    final class Plain implements RpropLoop {
        @Override
        public void step(
                Settings settings,
                float[] parameters,
                float[] gradients,
                float[] previous,
                float[] steps,
                int from,
                int to) {
            float sign = settings.sign();
            float shrink = settings.shrink();
            float grow = settings.grow();
            float least = settings.least();
            float most = settings.most();
            for (int i = from; i < to; i++) {
                float d = sign * gradients[i];
                float turn = d * previous[i];
                float factor = turn > 0 ? grow : turn < 0 ? shrink : 1;
                float size = Math.min(Math.max(steps[i] * factor, least), most);
                steps[i] = size;
                float used = turn < 0 ? 0 : d;
                previous[i] = used;
                parameters[i] = parameters[i] - (used > 0 ? size : used < 0 ? -size : 0);
            }
        }
    }
}
