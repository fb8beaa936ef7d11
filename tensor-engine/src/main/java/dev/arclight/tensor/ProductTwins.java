package dev.arclight.tensor;

import java.util.List;

/** Static twins of {@link TensorProducts}, for {@link Tensors}. */
abstract class ProductTwins extends StatisticsTwins {
    ProductTwins() {}

    /** {@link TensorProducts#multiDot}. */
    public static Tensor multiDot(List<Tensor> matrices) {
        return TensorProducts.multiDot(matrices);
    }

    /** {@link TensorProducts#chainMatmul}. */
    public static Tensor chainMatmul(Tensor... matrices) {
        return TensorProducts.chainMatmul(matrices);
    }
}
