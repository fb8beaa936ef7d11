package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.WinogradKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The transforms of Winograd's convolution on the Vector API, one tile in each lane. */
public final class WinogradVector implements WinogradKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    @Override
    public void filters(float[] windows, int stride, int count, float[] to, int toOffset, int toStride) {
        int to0 = toOffset;
        int t1 = to0 + 4 * toStride;
        int t2 = t1 + 4 * toStride;
        int t3 = t2 + 4 * toStride;
        int i = 0;
        for (; i < count - (L - 1); i += L) {
            FloatVector w0 = FloatVector.fromArray(S, windows, i);
            FloatVector w1 = FloatVector.fromArray(S, windows, stride + i);
            FloatVector w2 = FloatVector.fromArray(S, windows, 2 * stride + i);
            FloatVector w3 = FloatVector.fromArray(S, windows, 3 * stride + i);
            FloatVector w4 = FloatVector.fromArray(S, windows, 4 * stride + i);
            FloatVector w5 = FloatVector.fromArray(S, windows, 5 * stride + i);
            FloatVector w6 = FloatVector.fromArray(S, windows, 6 * stride + i);
            FloatVector w7 = FloatVector.fromArray(S, windows, 7 * stride + i);
            FloatVector w8 = FloatVector.fromArray(S, windows, 8 * stride + i);
            w0.intoArray(to, to0 + i);
            w0.add(w2).add(w1).mul(0.5f).intoArray(to, to0 + toStride + i);
            w0.add(w2).sub(w1).mul(0.5f).intoArray(to, to0 + 2 * toStride + i);
            w2.intoArray(to, to0 + 3 * toStride + i);
            FloatVector u0 = w0.add(w6).add(w3).mul(0.5f);
            FloatVector u1 = w1.add(w7).add(w4).mul(0.5f);
            FloatVector u2 = w2.add(w8).add(w5).mul(0.5f);
            u0.intoArray(to, t1 + i);
            u0.add(u2).add(u1).mul(0.5f).intoArray(to, t1 + toStride + i);
            u0.add(u2).sub(u1).mul(0.5f).intoArray(to, t1 + 2 * toStride + i);
            u2.intoArray(to, t1 + 3 * toStride + i);
            FloatVector v0 = w0.add(w6).sub(w3).mul(0.5f);
            FloatVector v1 = w1.add(w7).sub(w4).mul(0.5f);
            FloatVector v2 = w2.add(w8).sub(w5).mul(0.5f);
            v0.intoArray(to, t2 + i);
            v0.add(v2).add(v1).mul(0.5f).intoArray(to, t2 + toStride + i);
            v0.add(v2).sub(v1).mul(0.5f).intoArray(to, t2 + 2 * toStride + i);
            v2.intoArray(to, t2 + 3 * toStride + i);
            w6.intoArray(to, t3 + i);
            w6.add(w8).add(w7).mul(0.5f).intoArray(to, t3 + toStride + i);
            w6.add(w8).sub(w7).mul(0.5f).intoArray(to, t3 + 2 * toStride + i);
            w8.intoArray(to, t3 + 3 * toStride + i);
        }
        for (; i < count; i++) {
            WinogradKernels.filter(windows, i, stride, to, toOffset + i, toStride);
        }
    }

    @Override
    public void input(float[] plane, int from, int pitch, int odd, int tiles, float[] to, int toOffset, int toStride) {
        int r1 = from + pitch;
        int r2 = r1 + pitch;
        int r3 = r2 + pitch;
        int t1 = toOffset + 4 * toStride;
        int t2 = t1 + 4 * toStride;
        int t3 = t2 + 4 * toStride;
        for (int t = 0; t < tiles; t += L) {
            FloatVector e0 = FloatVector.fromArray(S, plane, from + t);
            FloatVector f0 = FloatVector.fromArray(S, plane, from + t + 1);
            FloatVector o0 = FloatVector.fromArray(S, plane, from + odd + t);
            FloatVector q0 = FloatVector.fromArray(S, plane, from + odd + t + 1);
            FloatVector e1 = FloatVector.fromArray(S, plane, r1 + t);
            FloatVector f1 = FloatVector.fromArray(S, plane, r1 + t + 1);
            FloatVector o1 = FloatVector.fromArray(S, plane, r1 + odd + t);
            FloatVector q1 = FloatVector.fromArray(S, plane, r1 + odd + t + 1);
            FloatVector e2 = FloatVector.fromArray(S, plane, r2 + t);
            FloatVector f2 = FloatVector.fromArray(S, plane, r2 + t + 1);
            FloatVector o2 = FloatVector.fromArray(S, plane, r2 + odd + t);
            FloatVector q2 = FloatVector.fromArray(S, plane, r2 + odd + t + 1);
            FloatVector e3 = FloatVector.fromArray(S, plane, r3 + t);
            FloatVector f3 = FloatVector.fromArray(S, plane, r3 + t + 1);
            FloatVector o3 = FloatVector.fromArray(S, plane, r3 + odd + t);
            FloatVector q3 = FloatVector.fromArray(S, plane, r3 + odd + t + 1);

            FloatVector a1 = e1.sub(f1);
            FloatVector a2 = e2.sub(f2);
            e0.sub(f0).sub(a2).intoArray(to, toOffset + t);
            a1.add(a2).intoArray(to, t1 + t);
            a2.sub(a1).intoArray(to, t2 + t);
            a1.sub(e3.sub(f3)).intoArray(to, t3 + t);

            FloatVector b1 = o1.add(f1);
            FloatVector b2 = o2.add(f2);
            o0.add(f0).sub(b2).intoArray(to, toOffset + toStride + t);
            b1.add(b2).intoArray(to, t1 + toStride + t);
            b2.sub(b1).intoArray(to, t2 + toStride + t);
            b1.sub(o3.add(f3)).intoArray(to, t3 + toStride + t);

            FloatVector c1 = f1.sub(o1);
            FloatVector c2 = f2.sub(o2);
            f0.sub(o0).sub(c2).intoArray(to, toOffset + 2 * toStride + t);
            c1.add(c2).intoArray(to, t1 + 2 * toStride + t);
            c2.sub(c1).intoArray(to, t2 + 2 * toStride + t);
            c1.sub(f3.sub(o3)).intoArray(to, t3 + 2 * toStride + t);

            FloatVector d1 = o1.sub(q1);
            FloatVector d2 = o2.sub(q2);
            o0.sub(q0).sub(d2).intoArray(to, toOffset + 3 * toStride + t);
            d1.add(d2).intoArray(to, t1 + 3 * toStride + t);
            d2.sub(d1).intoArray(to, t2 + 3 * toStride + t);
            d1.sub(o3.sub(q3)).intoArray(to, t3 + 3 * toStride + t);
        }
    }

    @Override
    public void fill(
            float[] from, int fromStride, int panels, float[] to, int toOffset, int panelStride, int positionStride) {
        for (int p = 0; p < 16; p++) {
            int source = p * fromStride;
            int target = toOffset + p * positionStride;
            for (int j = 0; j < panels; j++) {
                FloatVector.fromArray(S, from, source).intoArray(to, target);
                FloatVector.fromArray(S, from, source + L).intoArray(to, target + L);
                source += 2 * L;
                target += panelStride;
            }
        }
    }

    @Override
    public boolean output(
            float[] products,
            int offset,
            int positionStride,
            int tiles,
            float bias,
            float floor,
            float[] to,
            int toOffset,
            int toStride) {
        int p1 = offset + 4 * positionStride;
        int p2 = p1 + 4 * positionStride;
        int p3 = p2 + 4 * positionStride;
        int second = positionStride;
        int third = 2 * positionStride;
        int fourth = 3 * positionStride;
        boolean finite = true;
        for (int t = 0; t < tiles; t += L) {
            FloatVector m10 = FloatVector.fromArray(S, products, p1 + t);
            FloatVector m20 = FloatVector.fromArray(S, products, p2 + t);
            FloatVector u0 =
                    FloatVector.fromArray(S, products, offset + t).add(m10).add(m20);
            FloatVector l0 = m10.sub(m20).sub(FloatVector.fromArray(S, products, p3 + t));
            FloatVector m11 = FloatVector.fromArray(S, products, p1 + second + t);
            FloatVector m21 = FloatVector.fromArray(S, products, p2 + second + t);
            FloatVector u1 = FloatVector.fromArray(S, products, offset + second + t)
                    .add(m11)
                    .add(m21);
            FloatVector l1 = m11.sub(m21).sub(FloatVector.fromArray(S, products, p3 + second + t));
            FloatVector m12 = FloatVector.fromArray(S, products, p1 + third + t);
            FloatVector m22 = FloatVector.fromArray(S, products, p2 + third + t);
            FloatVector u2 = FloatVector.fromArray(S, products, offset + third + t)
                    .add(m12)
                    .add(m22);
            FloatVector l2 = m12.sub(m22).sub(FloatVector.fromArray(S, products, p3 + third + t));
            FloatVector m13 = FloatVector.fromArray(S, products, p1 + fourth + t);
            FloatVector m23 = FloatVector.fromArray(S, products, p2 + fourth + t);
            FloatVector u3 = FloatVector.fromArray(S, products, offset + fourth + t)
                    .add(m13)
                    .add(m23);
            FloatVector l3 = m13.sub(m23).sub(FloatVector.fromArray(S, products, p3 + fourth + t));
            FloatVector y0 = u0.add(u1).add(u2);
            FloatVector y1 = u1.sub(u2).sub(u3);
            FloatVector y2 = l0.add(l1).add(l2);
            FloatVector y3 = l1.sub(l2).sub(l3);
            // A number less itself is zero unless it is not finite.
            FloatVector none = y0.sub(y0).add(y1.sub(y1)).add(y2.sub(y2).add(y3.sub(y3)));
            finite &= none.compare(VectorOperators.EQ, 0f).allTrue();
            FloatVector z0 = y0.add(bias);
            FloatVector z1 = y1.add(bias);
            FloatVector z2 = y2.add(bias);
            FloatVector z3 = y3.add(bias);
            z0.blend(floor, z0.compare(VectorOperators.LE, floor)).intoArray(to, toOffset + t);
            z1.blend(floor, z1.compare(VectorOperators.LE, floor)).intoArray(to, toOffset + toStride + t);
            z2.blend(floor, z2.compare(VectorOperators.LE, floor)).intoArray(to, toOffset + 2 * toStride + t);
            z3.blend(floor, z3.compare(VectorOperators.LE, floor)).intoArray(to, toOffset + 3 * toStride + t);
        }
        return finite;
    }
}
