package dev.arclight.it.oracle;

import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The functions of the table: every op of the catalog that PyTorch has by name, and what is made of ops. */
final class CompatibilityRows {
    /** Ops that are a part of how something is done here and no function of PyTorch's. */
    private static final Set<String> OWN = Set.of(
            "AdvancedIndex",
            "AsStridedBackward",
            "BatchNormInference",
            "BinaryCrossEntropy",
            "Conv2d",
            "Cast",
            "Copy",
            "CopyFrom",
            "CrossEntropy",
            "Cube",
            "Distinct",
            "Embedding",
            "EmbeddingBagMax",
            "EmbeddingByte",
            "Elu",
            "GruDynamic",
            "LinearDynamic",
            "LstmDynamic",
            "Histc",
            "I1",
            "MaxAlong",
            "MinAlong",
            "NonzeroStatic",
            "Overall",
            "Overwriting",
            "PairLoss",
            "PairLossTotal",
            "Polygamma",
            "Recurrence",
            "SelectionBackward",
            "Select",
            "Slice",
            "Threshold",
            "WeightedRows");

    /** What PyTorch calls ops whose names are made otherwise. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("AvgPool2d", "F.avg_pool2d"),
            Map.entry("BatchNorm", "F.batch_norm"),
            Map.entry("ConstantPad", "F.pad"),
            Map.entry("GroupNorm", "F.group_norm"),
            Map.entry("Hardshrink", "F.hardshrink"),
            Map.entry("Hardsigmoid", "F.hardsigmoid"),
            Map.entry("Hardswish", "F.hardswish"),
            Map.entry("Hardtanh", "F.hardtanh"),
            Map.entry("KthValue", "torch.kthvalue"),
            Map.entry("LayerNorm", "F.layer_norm"),
            Map.entry("LeakyRelu", "F.leaky_relu"),
            Map.entry("Linear", "F.linear"),
            Map.entry("LogCumsumExp", "torch.logcumsumexp"),
            Map.entry("LogSigmoid", "F.logsigmoid"),
            Map.entry("LogSumExp", "torch.logsumexp"),
            Map.entry("MaxPool2d", "F.max_pool2d"),
            Map.entry("Mish", "F.mish"),
            Map.entry("NllLoss", "F.nll_loss"),
            Map.entry("Prelu", "F.prelu"),
            Map.entry("RmsNorm", "F.rms_norm"),
            Map.entry("ScaledDotProductAttention", "F.scaled_dot_product_attention"),
            Map.entry("SearchSorted", "torch.searchsorted"),
            Map.entry("Silu", "F.silu"),
            Map.entry("Softplus", "F.softplus"),
            Map.entry("Softshrink", "F.softshrink"),
            Map.entry("TopK", "torch.topk"));

    static final Tensor A = random(1, 3, 4);
    static final Tensor B = random(2, 3, 4);
    static final Tensor SQUARE = random(3, 4, 4);
    static final Tensor CUBE = random(4, 2, 3, 4);
    static final Tensor V = random(5, 6);
    static final Tensor W = random(6, 6);
    static final Tensor MASK = random(7, 3, 4).gt(0);
    static final Tensor ROWS = Tensor.of(new long[] {2, 0, 2}, 3);
    static final Tensor IMAGE = random(8, 2, 4, 6, 6);

    private final List<CompatibilityRow> rows = new ArrayList<>();

    private CompatibilityRows() {}

    static List<CompatibilityRow> all() {
        CompatibilityRows all = new CompatibilityRows();
        all.catalog();
        MethodRows.addTo(all);
        CreationRows.addTo(all);
        ViewRows.addTo(all);
        IndexingRows.addTo(all);
        ReductionRows.addTo(all);
        ProductRows.addTo(all);
        ElementwiseRows.addTo(all);
        LossRows.addTo(all);
        NetworkRows.addTo(all);
        WindowRows.addTo(all);
        InPlaceRows.addTo(all);
        OtherNamesRows.addTo(all);
        return List.copyOf(all.rows);
    }

    /** What PyTorch calls an op of the catalog. */
    static String name(String op) {
        String there = "torch." + op.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return NAMES.getOrDefault(op, there);
    }

    void row(String pytorch, String arclight, Both.Ours ours, Both.Theirs theirs, Tensor... inputs) {
        CompatibilityRow added = CompatibilityRow.of(pytorch, arclight, ours, theirs, inputs);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).pytorch().equals(pytorch)) {
                // An op of the catalog that has more to show.
                rows.set(i, rows.get(i).and(added));
                return;
            }
        }
        rows.add(added);
    }

    private void catalog() {
        for (Ops.Entry entry : Ops.all()) {
            String name = entry.type().getSimpleName();
            if (OWN.contains(name) || name.endsWith("Backward") || name.contains("Backward")) {
                continue;
            }
            Op op = entry.samples().get().get(0).op();
            rows.add(CompatibilityRow.of(name(name), op.name(), entry.samples().get()));
        }
    }

    static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape).to(DType.FLOAT64);
    }
}
