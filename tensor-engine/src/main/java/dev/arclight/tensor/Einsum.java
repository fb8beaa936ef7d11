package dev.arclight.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link TensorProducts#einsum}. A dimension is a label: a letter or, for those that {@code ...} stands for, a negative number
 * that counts from their last. Two operands become one by a batched product over the labels that nothing after them needs.
 */
final class Einsum {
    /** A tensor and the label of each of its dimensions, all different. */
    private record Operand(Tensor tensor, List<Integer> labels) {
        int size(int label) {
            return tensor.size(labels.indexOf(label));
        }
    }

    private final String equation;
    private final Map<Integer, Integer> sizes = new LinkedHashMap<>();
    private int ellipsisRank;

    private Einsum(String equation) {
        this.equation = equation;
    }

    static Tensor of(String equation, Tensor... operands) {
        return new Einsum(equation.replace(" ", "")).run(operands);
    }

    private Tensor run(Tensor... tensors) {
        if (tensors.length == 0) {
            throw new ArclightException("einsum: no operands; expected at least one");
        }
        int arrow = equation.indexOf("->");
        String left = arrow < 0 ? equation : equation.substring(0, arrow);
        String[] terms = left.split(",", -1);
        if (terms.length != tensors.length) {
            throw new ArclightException("einsum: '" + equation + "' has " + terms.length + " terms for "
                    + tensors.length + " operands; expected one for each");
        }
        Map<Integer, Integer> occurrences = new HashMap<>();
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < terms.length; i++) {
            List<Integer> labels = labels(terms[i], i, tensors[i].shape());
            for (int label : labels) {
                occurrences.merge(label, 1, Integer::sum);
            }
            operands.add(diagonals(i, tensors[i], labels));
        }
        operands.forEach(this::measure);
        List<Integer> output =
                arrow < 0 ? implicitOutput(occurrences) : explicitOutput(equation.substring(arrow + 2), occurrences);
        Operand result = null;
        for (int i = 0; i < operands.size(); i++) {
            Operand next = stretched(operands.get(i));
            List<Operand> later = operands.subList(i + 1, operands.size());
            result = result == null ? summed(next, List.of(), output, later) : product(result, next, output, later);
        }
        return ordered(java.util.Objects.requireNonNull(result), output);
    }

    /** The labels of a term; an ellipsis becomes as many as the operand has dimensions left. */
    private List<Integer> labels(String term, int operand, Shape shape) {
        List<Integer> labels = new ArrayList<>();
        int ellipsis = -1;
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c == '.') {
                if (ellipsis >= 0 || !term.startsWith("...", i)) {
                    throw malformed("in the term of operand " + operand + ", a point belongs to one ellipsis '...'");
                }
                ellipsis = labels.size();
                i += 2;
            } else {
                labels.add(letter(c));
            }
        }
        int left = shape.rank() - labels.size();
        if (ellipsis < 0 ? left != 0 : left < 0) {
            throw new ShapeException("einsum: '" + equation + "' names " + labels.size() + " dimensions of operand "
                    + operand + ", which has shape " + shape);
        }
        for (int i = 0; ellipsis >= 0 && i < left; i++) {
            labels.add(ellipsis + i, i - left);
        }
        ellipsisRank = ellipsis < 0 ? ellipsisRank : Math.max(ellipsisRank, left);
        return labels;
    }

    private int letter(char c) {
        if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
            throw malformed("'" + c + "' is not a letter");
        }
        return c;
    }

    private ArclightException malformed(String what) {
        return new ArclightException("einsum: '" + equation + "' is not well formed: " + what);
    }

    /** Takes the diagonal of dimensions that share a label. */
    private Operand diagonals(int operand, Tensor tensor, List<Integer> labels) {
        List<Integer> left = new ArrayList<>(labels);
        Tensor current = tensor;
        for (int i = 0; i < left.size(); i++) {
            int first = left.indexOf(left.get(i));
            if (first == i) {
                continue;
            }
            if (current.size(first) != current.size(i)) {
                throw new ShapeException("einsum: '" + equation + "' repeats '" + (char) (int) left.get(i)
                        + "' for dimensions of operand " + operand + " of different extents, " + tensor.shape());
            }
            int rank = current.rank();
            int[] order = new int[rank];
            int next = 0;
            for (int d = 0; d < rank; d++) {
                if (d != first && d != i) {
                    order[next++] = d;
                }
            }
            order[rank - 2] = first;
            order[rank - 1] = i;
            int label = left.get(i);
            left.remove(i);
            left.remove(first);
            left.add(label);
            current = Products.diagonal(current.permute(order));
            // The labels have moved: look at all of them again.
            i = -1;
        }
        return new Operand(current, left);
    }

    /** Notes the extent of each label; 1 gives way. */
    private void measure(Operand operand) {
        for (int label : operand.labels) {
            int extent = operand.size(label);
            int known = sizes.getOrDefault(label, 1);
            if (known != 1 && extent != 1 && known != extent) {
                String name = label < 0 ? "..." : "'" + (char) label + "'";
                throw new ShapeException("einsum: in '" + equation + "' " + name + " is " + known + " and " + extent
                        + ", which do not broadcast");
            }
            sizes.put(label, known == 1 ? extent : known);
        }
    }

    private List<Integer> implicitOutput(Map<Integer, Integer> occurrences) {
        List<Integer> output = ellipsis();
        occurrences.entrySet().stream()
                .filter(counted -> counted.getKey() > 0 && counted.getValue() == 1)
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(output::add);
        return output;
    }

    private List<Integer> explicitOutput(String term, Map<Integer, Integer> occurrences) {
        List<Integer> output = new ArrayList<>();
        boolean ellipsis = false;
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c == '.') {
                if (ellipsis || !term.startsWith("...", i)) {
                    throw malformed("in the output, a point belongs to one ellipsis '...'");
                }
                ellipsis = true;
                output.addAll(ellipsis());
                i += 2;
                continue;
            }
            int label = letter(c);
            if (output.contains(label)) {
                throw malformed("the output names '" + c + "' twice");
            }
            if (!occurrences.containsKey(label)) {
                throw malformed("the output names '" + c + "', which no operand has");
            }
            output.add(label);
        }
        return output;
    }

    private List<Integer> ellipsis() {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < ellipsisRank; i++) {
            labels.add(i - ellipsisRank);
        }
        return labels;
    }

    /** Without the dimensions of extent 1 that other operands stretch. */
    private Operand stretched(Operand operand) {
        List<Integer> labels = new ArrayList<>(operand.labels);
        Tensor tensor = operand.tensor;
        for (int label : operand.labels) {
            if (operand.size(label) == 1 && sizes.getOrDefault(label, 1) != 1) {
                int at = labels.indexOf(label);
                tensor = tensor.squeeze(at);
                labels.remove(at);
            }
        }
        return new Operand(tensor, labels);
    }

    private static boolean needed(int label, List<Integer> output, List<Operand> later) {
        return output.contains(label) || later.stream().anyMatch(operand -> operand.labels.contains(label));
    }

    /** Sums over what neither the partner nor anything later has. */
    private static Operand summed(Operand operand, List<Integer> partner, List<Integer> output, List<Operand> later) {
        List<Integer> kept = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        for (int i = 0; i < operand.labels.size(); i++) {
            int label = operand.labels.get(i);
            if (partner.contains(label) || needed(label, output, later)) {
                kept.add(label);
            } else {
                gone.add(i);
            }
        }
        if (gone.isEmpty()) {
            return operand;
        }
        Tensor sums = operand.tensor.sum(gone.stream().mapToInt(i -> i).toArray());
        return new Operand(sums.dtype() == operand.tensor.dtype() ? sums : sums.to(operand.tensor.dtype()), kept);
    }

    private static Operand product(Operand a, Operand b, List<Integer> output, List<Operand> later) {
        Operand left = summed(a, b.labels, output, later);
        Operand right = summed(b, a.labels, output, later);
        List<Integer> batch = new ArrayList<>();
        List<Integer> depth = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int label : left.labels) {
            if (!right.labels.contains(label)) {
                rows.add(label);
            } else if (needed(label, output, later)) {
                batch.add(label);
            } else {
                depth.add(label);
            }
        }
        for (int label : right.labels) {
            if (!left.labels.contains(label)) {
                columns.add(label);
            }
        }
        List<Integer> labels = joined(batch, rows, columns);
        if (depth.isEmpty()) {
            Tensor factor = aligned(left, labels);
            return new Operand(factor.mul(aligned(right, labels)), labels);
        }
        int[] extents = labels.stream()
                .mapToInt(label -> (left.labels.contains(label) ? left : right).size(label))
                .toArray();
        int b0 = product(left, batch);
        Tensor x = ordered(left, joined(batch, rows, depth)).reshape(b0, product(left, rows), product(left, depth));
        Tensor y = ordered(right, joined(batch, depth, columns))
                .reshape(b0, product(right, depth), product(right, columns));
        return new Operand(x.matmul(y).reshape(extents), labels);
    }

    /** The operand with a dimension for each of {@code labels}, 1 where it has none. */
    private static Tensor aligned(Operand operand, List<Integer> labels) {
        List<Integer> own = new ArrayList<>(labels);
        own.retainAll(operand.labels);
        Tensor ordered = ordered(operand, own);
        int[] extents = new int[labels.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = operand.labels.contains(labels.get(i)) ? operand.size(labels.get(i)) : 1;
        }
        return ordered.reshape(extents);
    }

    private static Tensor ordered(Operand operand, List<Integer> labels) {
        if (labels.equals(operand.labels)) {
            return operand.tensor;
        }
        return operand.tensor.permute(
                labels.stream().mapToInt(operand.labels::indexOf).toArray());
    }

    private static int product(Operand operand, List<Integer> labels) {
        int product = 1;
        for (int label : labels) {
            product *= operand.size(label);
        }
        return product;
    }

    @SafeVarargs
    private static List<Integer> joined(List<Integer>... parts) {
        List<Integer> all = new ArrayList<>();
        for (List<Integer> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
