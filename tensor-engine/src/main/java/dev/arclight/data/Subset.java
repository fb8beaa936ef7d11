package dev.arclight.data;

/** Some items of a dataset in an order of their own, as {@code torch.utils.data.Subset}. */
public final class Subset<T> implements Dataset<T>, Gathered {
    private final Dataset<T> dataset;
    private final int[] indices;

    /** @throws IndexOutOfBoundsException if the dataset has no item of one of these numbers */
    public Subset(Dataset<T> dataset, int... indices) {
        for (int index : indices) {
            if (index < 0 || index >= dataset.size()) {
                throw new IndexOutOfBoundsException(
                        "Subset: index " + index + " of a dataset of " + dataset.size() + " items");
            }
        }
        this.dataset = dataset;
        this.indices = indices.clone();
    }

    public Dataset<T> dataset() {
        return dataset;
    }

    /** Which items of {@link #dataset} these are; a copy. */
    public int[] indices() {
        return indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public T get(int index) {
        return dataset.get(indices[index]);
    }

    @Override
    public boolean gathers() {
        return dataset instanceof Gathered gathered && gathered.gathers();
    }

    @Override
    public Object gather(int[] wanted) {
        int[] places = new int[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            places[i] = indices[wanted[i]];
        }
        return ((Gathered) dataset).gather(places);
    }
}
