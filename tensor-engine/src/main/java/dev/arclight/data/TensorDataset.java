package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors whose first dimension counts items, as {@code torch.utils.data.TensorDataset}: item i is row i of each.
 *
 * <p>A {@link DataLoader} copies a batch's rows out of each tensor at once: a batch costs its own memory, eight bytes an
 * item and a few small objects.
 *
 * <pre>{@code
 * for (Batch batch : DataLoader.of(new TensorDataset(images, labels), 64, true)) {
 *     Tensor x = batch.data(), y = batch.target();
 * }
 * }</pre>
 */
public final class TensorDataset implements Dataset<List<Tensor>>, Gathered {
    private final List<Tensor> tensors;

    /** @throws ShapeException if a tensor has no dimension or not as many rows as the first */
    public TensorDataset(Tensor... tensors) {
        if (tensors.length == 0) {
            throw new ArclightException("TensorDataset: no tensors; it takes at least one");
        }
        for (Tensor tensor : tensors) {
            if (tensor.rank() == 0 || tensors[0].rank() == 0 || tensor.size(0) != tensors[0].size(0)) {
                throw new ShapeException("TensorDataset: a tensor of shape " + tensor.shape() + " beside one of shape "
                        + tensors[0].shape() + "; all must have the same first extent");
            }
        }
        this.tensors = List.of(tensors);
    }

    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public int size() {
        return tensors.get(0).size(0);
    }

    /** Row {@code index} of each tensor, as views. */
    @Override
    public List<Tensor> get(int index) {
        List<Tensor> rows = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            rows.add(tensor.select(0, checked(index)));
        }
        return rows;
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public Object gather(int[] indices) {
        long[] places = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            places[i] = checked(indices[i]);
        }
        Tensor rows = Tensor.of(places, places.length);
        List<Tensor> batch = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            batch.add(tensor.indexSelect(0, rows));
        }
        return batch;
    }

    private int checked(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("item " + index + " of a TensorDataset of " + size());
        }
        return index;
    }
}
