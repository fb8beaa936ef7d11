package dev.arclight.tensor;

/**
 * What every family of a tensor's methods stands on. {@link Tensor} is the only tensor there is; the families are
 * interfaces so that each has a file of its own.
 */
public sealed interface TensorBase
        permits TensorAliases,
                TensorArithmetic,
                TensorCombinations,
                TensorComparison,
                TensorConversions,
                TensorEmbedding,
                TensorFunctions,
                TensorGradients,
                TensorIndexing,
                TensorNew,
                TensorOrder,
                TensorParts,
                TensorProducts,
                TensorProperties,
                TensorRandom,
                TensorReading,
                TensorRearranging,
                TensorReductions,
                TensorScans,
                TensorScattering,
                TensorSpecialFunctions,
                TensorStatistics,
                TensorViews {
    /** The tensor whose methods these are. */
    Tensor self();

    TensorType type();

    DType dtype();

    Shape shape();

    /** The number of dimensions. */
    int rank();

    /** The extent of a dimension; negative counts from the end. */
    int size(int dim);

    /** The number of elements. */
    int numel();
}
