package dev.arclight.kernel.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.optim.RpropLoop;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Resilient propagation on vectors, where each choice is a mask; the last elements go one by one. */
public final class VectorRprop implements RpropLoop {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final RpropLoop REST = new Plain();

    @Override
    public void step(
            Settings settings,
            float[] parameters,
            float[] gradients,
            float[] previous,
            float[] steps,
            int from,
            int to) {
        FloatVector sign = broadcast(S, settings.sign());
        FloatVector shrink = broadcast(S, settings.shrink());
        FloatVector grow = broadcast(S, settings.grow());
        FloatVector least = broadcast(S, settings.least());
        FloatVector most = broadcast(S, settings.most());
        FloatVector zero = broadcast(S, 0f);
        int bound = from + S.loopBound(to - from);
        int i = from;
        for (; i < bound; i += S.length()) {
            FloatVector d = fromArray(S, gradients, i).mul(sign);
            FloatVector turn = d.mul(fromArray(S, previous, i));
            VectorMask<Float> kept = turn.compare(VectorOperators.GT, zero);
            VectorMask<Float> turned = turn.compare(VectorOperators.LT, zero);
            FloatVector before = fromArray(S, steps, i);
            FloatVector size = before.blend(before.mul(grow), kept)
                    .blend(before.mul(shrink), turned)
                    .max(least)
                    .min(most);
            size.intoArray(steps, i);
            FloatVector used = d.blend(zero, turned);
            used.intoArray(previous, i);
            FloatVector p = fromArray(S, parameters, i);
            p.blend(p.sub(size), used.compare(VectorOperators.GT, zero))
                    .blend(p.add(size), used.compare(VectorOperators.LT, zero))
                    .intoArray(parameters, i);
        }
        REST.step(settings, parameters, gradients, previous, steps, i, to);
    }
}
