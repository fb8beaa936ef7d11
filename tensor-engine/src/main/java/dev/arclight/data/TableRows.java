package dev.arclight.data;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table on their way to tensors: a buffer a column. */
final class TableRows {
    private final TableSpec spec;
    private final ColumnBuffer[] buffers;
    private int count;

    TableRows(TableSpec spec, ColumnBuffer... buffers) {
        this.spec = spec;
        this.buffers = buffers;
    }

    TableSpec spec() {
        return spec;
    }

    int columns() {
        return buffers.length;
    }

    ColumnBuffer buffer(int column) {
        return buffers[column];
    }

    int count() {
        return count;
    }

    /** A row of which every column has its value. */
    void endRow() {
        count++;
    }

    /** Takes back what columns have of the present row; of those that have all of it, it is their last. */
    void dropRow(boolean[] ended) {
        for (int i = 0; i < buffers.length; i++) {
            buffers[i].dropRow(ended[i]);
        }
    }

    /** A class number of a label's text. */
    long classNumber(String text) {
        int number = spec.classes().indexOf(text);
        if (number < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is none of the classes " + spec.classes());
        }
        return number;
    }

    /** A batch's members by name. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        if (spec.features() == 0) {
            for (int i = 0; i < buffers.length; i++) {
                members.put(
                        spec.columns().get(i), buffers[i].isText() ? buffers[i].strings() : buffers[i].tensor(count));
            }
            return members;
        }
        members.put("data", data());
        if (spec.label() != null) {
            members.put("target", buffers[buffers.length - 1].tensor(count));
        }
        return members;
    }

    private Tensor data() {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < spec.features(); i++) {
            Tensor part = buffers[i].tensor(count);
            parts.add(part.rank() == 1 ? part.unsqueeze(1) : part);
        }
        Tensor data = parts.size() == 1 ? parts.get(0) : Tensor.cat(parts, 1);
        int[] shape = spec.shape();
        if (shape == null) {
            return data;
        }
        int[] extents = new int[shape.length + 1];
        extents[0] = count;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return data.reshape(extents);
    }

    /** Rows of what {@link #members} gives, one by one. */
    static List<Map<String, Object>> split(Map<String, Object> members, int count) {
        List<Map<String, Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (Map.Entry<String, Object> member : members.entrySet()) {
                row.put(
                        member.getKey(),
                        member.getValue() instanceof Tensor tensor
                                ? tensor.select(0, i)
                                : ((List<?>) member.getValue()).get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
