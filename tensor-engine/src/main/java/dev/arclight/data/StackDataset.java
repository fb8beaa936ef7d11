package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Datasets side by side, as {@code torch.utils.data.StackDataset}: item i is item i of each, by the names that they were
 * given. Lists of datasets are named by their places, {@code "0"}, {@code "1"} and so on.
 *
 * <pre>{@code
 * Dataset<Map<String, Object>> pairs = new StackDataset(Map.of("image", images, "text", texts));
 * }</pre>
 */
public final class StackDataset implements Dataset<Map<String, Object>> {
    private final Map<String, Dataset<?>> datasets;
    private final int size;

    /** @throws ArclightException if there is none, or they are not of one size */
    public StackDataset(Map<String, ? extends Dataset<?>> datasets) {
        if (datasets.isEmpty()) {
            throw new ArclightException("StackDataset: no datasets; it takes at least one");
        }
        this.datasets = new LinkedHashMap<>(datasets);
        size = datasets.values().iterator().next().size();
        for (Map.Entry<String, ? extends Dataset<?>> entry : datasets.entrySet()) {
            if (entry.getValue().size() != size) {
                throw new ArclightException("StackDataset: dataset " + entry.getKey() + " has "
                        + entry.getValue().size() + " items, the first " + size + "; all must have as many");
            }
        }
    }

    /** @throws ArclightException as {@link #StackDataset(Map)} */
    public StackDataset(List<? extends Dataset<?>> datasets) {
        this(byPlace(datasets));
    }

    private static Map<String, Dataset<?>> byPlace(List<? extends Dataset<?>> datasets) {
        Map<String, Dataset<?>> named = new LinkedHashMap<>();
        for (Dataset<?> dataset : datasets) {
            named.put(Integer.toString(named.size()), dataset);
        }
        return named;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Map<String, Object> get(int index) {
        Map<String, Object> item = new LinkedHashMap<>();
        datasets.forEach((name, dataset) -> item.put(name, dataset.get(index)));
        return item;
    }

    /** The datasets in their order. */
    public List<Dataset<?>> datasets() {
        return new ArrayList<>(datasets.values());
    }
}
