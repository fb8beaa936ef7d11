package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plain numbers, of which averages are made. */
final class Values {
    private static final Logger LOG = LoggerFactory.getLogger(Values.class);

    private Values() {}

    /** Weights in the shape of the values. */
    static double[] weights(Tensor value, Tensor weight) {
        return weight.to(DType.FLOAT64)
                .broadcastTo(value.shape().toArray())
                .contiguous()
                .toDoubleArray();
    }

    /** Whether a number is to be left out. @throws ArclightException if it is NaN and that is an error */
    static boolean leftOut(String metric, double value, NanStrategy strategy) {
        if (!Double.isNaN(value)) {
            return false;
        }
        switch (strategy) {
            case ERROR -> throw new ArclightException(metric + ": a value is NaN");
            case WARN -> LOG.warn("{}: a value is NaN and is left out", metric);
            case IGNORE -> {}
        }
        return true;
    }
}
