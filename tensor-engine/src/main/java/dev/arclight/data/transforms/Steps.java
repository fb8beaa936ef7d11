package dev.arclight.data.transforms;

/** One step of several. Only the transforms of this package know {@link Picture}; others get a picture as they expect it. */
final class Steps {
    private Steps() {}

    static Object apply(Transform transform, Object image) {
        boolean knows = transform.getClass().getPackageName().equals(Steps.class.getPackageName())
                && !transform.getClass().isSynthetic()
                && !(transform instanceof Lambda);
        return Picture.inside(transform.apply(knows ? image : Picture.outside(image)));
    }
}
