package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;
import java.util.List;

/** Hue of floating images, by way of HSV, as torchvision has it for tensors. */
final class Hue {
    private Hue() {}

    static Tensor turned(Tensor rgb, double by) {
        List<Tensor> channels = Functional.channels(rgb);
        Tensor r = channels.get(0);
        Tensor g = channels.get(1);
        Tensor b = channels.get(2);
        Tensor most = r.maximum(g).maximum(b);
        Tensor range = most.sub(r.minimum(g).minimum(b));
        Tensor isGray = range.eq(0);
        // Divisors of grey pixels do not matter: their saturation is 0.
        Tensor divisor = Tensor.where(isGray, 1.0, range);
        Tensor saturation = range.div(Tensor.where(isGray, 1.0, most));
        Tensor rc = most.sub(r).div(divisor);
        Tensor gc = most.sub(g).div(divisor);
        Tensor bc = most.sub(b).div(divisor);
        Tensor ofRed = bc.sub(gc);
        Tensor ofGreen = rc.add(2).sub(bc);
        Tensor ofBlue = gc.add(4).sub(rc);
        Tensor sixths = Tensor.where(most.eq(r), ofRed, Tensor.where(most.eq(g), ofGreen, ofBlue));
        Tensor hue = sixths.div(6).add(1).fmod(1).add(by).remainder(1);
        return rgb(hue, saturation, most);
    }

    private static Tensor rgb(Tensor hue, Tensor saturation, Tensor value) {
        Tensor scaled = hue.mul(6);
        Tensor sector = scaled.floor();
        Tensor f = scaled.sub(sector);
        Tensor p = value.mul(saturation.neg().add(1)).clamp(0, 1);
        Tensor q = value.mul(saturation.mul(f).neg().add(1)).clamp(0, 1);
        Tensor t = value.mul(saturation.mul(f.neg().add(1)).neg().add(1)).clamp(0, 1);
        Tensor i = sector.remainder(6);
        return Tensor.stack(
                List.of(
                        chosen(i, value, q, p, p, t, value),
                        chosen(i, t, value, value, q, p, p),
                        chosen(i, p, p, t, value, value, q)),
                -3);
    }

    private static Tensor chosen(Tensor sector, Tensor... values) {
        Tensor chosen = values[0];
        for (int i = 1; i < values.length; i++) {
            chosen = Tensor.where(sector.eq(i), values[i], chosen);
        }
        return chosen;
    }
}
