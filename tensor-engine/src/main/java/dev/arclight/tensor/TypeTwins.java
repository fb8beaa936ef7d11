package dev.arclight.tensor;

/** What PyTorch says of dtypes and shapes, as functions. */
abstract class TypeTwins extends ProductTwins {
    TypeTwins() {}

    /** {@link DType#getDefault}. */
    public static DType getDefaultDtype() {
        return DType.getDefault();
    }

    /** {@link DType#setDefault}. */
    public static void setDefaultDtype(DType dtype) {
        DType.setDefault(dtype);
    }

    /** {@link DType#finfo}. */
    public static FloatInfo finfo(DType dtype) {
        return dtype.finfo();
    }

    /** {@link DType#iinfo}. */
    public static IntegerInfo iinfo(DType dtype) {
        return dtype.iinfo();
    }

    /** {@link DType#canCast}. */
    public static boolean canCast(DType from, DType to) {
        return DType.canCast(from, to);
    }

    /** {@link DType#promote}. */
    public static DType promoteTypes(DType a, DType b) {
        return DType.promote(a, b);
    }

    /** The dtype of an operation over both, {@link TensorType#promote(TensorType, TensorType)}. */
    public static DType resultType(Tensor a, Tensor b) {
        return TensorType.promote(a.type(), b.type());
    }

    /** The dtype of an operation over a tensor and a number. */
    public static DType resultType(Tensor a, double b) {
        return resultType(a, Tensor.number(b));
    }

    /** The dtype of an operation over a tensor and a whole number. */
    public static DType resultType(Tensor a, long b) {
        return resultType(a, Tensor.number(b));
    }

    /** {@link Tensor#numel}. */
    public static int numel(Tensor input) {
        return input.numel();
    }

    /** {@link Tensor#isFloatingPoint}. */
    public static boolean isFloatingPoint(Tensor input) {
        return input.isFloatingPoint();
    }

    /** {@link Tensor#isNonzero}. */
    public static boolean isNonzero(Tensor input) {
        return input.isNonzero();
    }

    /** {@link Tensor#isSameSize}. */
    public static boolean isSameSize(Tensor input, Tensor other) {
        return input.isSameSize(other);
    }

    /** {@link Tensor#broadcastShapes}. */
    public static Shape broadcastShapes(int[]... shapes) {
        return Tensor.broadcastShapes(shapes);
    }
}
