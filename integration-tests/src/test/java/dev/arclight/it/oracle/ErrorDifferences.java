package dev.arclight.it.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where Arclight and libtorch differ in what they refuse, and why. */
final class ErrorDifferences {
    /** Functions that take whatever tensor or numbers they are given. */
    static final Set<String> REFUSE_NOTHING = Set.of(
            "torch.zeros_like",
            "torch.ones_like",
            "torch.full_like",
            "Tensor.T",
            "torch.ravel",
            "torch.diagflat",
            "torch.atleast_1d",
            "torch.atleast_2d",
            "torch.atleast_3d",
            "torch.clone",
            "Tensor.to",
            "torch.nonzero",
            "torch.argwhere",
            "torch.msort",
            "torch.kron",
            "torch.isfinite",
            "torch.isinf",
            "torch.sign",
            "torch.signbit",
            "F.relu6",
            "torch.deg2rad",
            "torch.rad2deg",
            "torch.logical_not",
            "torch.nan_to_num");

    /** What the functions of recurrent layers are is compared in whole layers; a wrong state ends libtorch's process. */
    static final Set<String> NOT_ALONE = Set.of("torch.gru", "torch.lstm", "torch.rnn", "torch.index_put");

    /**
     * A difference that is meant.
     *
     * @param function the row of the table
     * @param calls a regular expression of the calls in which it shows
     */
    private record Difference(String function, String calls, String why) {}

    private static final String ANY_INTEGER = "input 0 (uint8|int8|int16|int32|int64)";
    private static final String INT32 = "Arclight takes int32 wherever it takes indices";
    private static final String SAME_SHAPE =
            "PyTorch's Python function refuses what libtorch's broadcasts: target and input must have one shape";
    private static final String MIXED = "libtorch writes the result of mixed dtypes over what has the input's or the"
            + " target's; here it has the promoted dtype";
    private static final String LACKING = "libtorch has no kernel for what needs none of its own here";

    private static final List<Difference> ALL = List.of(
            new Difference("F.avg_pool2d", "input 0 int64", "libtorch cuts the mean off"),
            new Difference("F.avg_pool1d", "input 0 int64", "libtorch cuts the mean off"),
            new Difference(
                    "F.batch_norm",
                    "input 0 of \\[2, 0, 6, 6]",
                    "libtorch does not look at the parameters of no channels"),
            new Difference("F.batch_norm", "input [34] of \\[1, 4]", "libtorch counts a parameter's elements only"),
            new Difference("torch.bincount", "input 0 of \\[0]", "libtorch does not look at the weights of no numbers"),
            new Difference("torch.index_add", "input 0 of \\[0, 4]", "libtorch does not look at indices into nothing"),
            new Difference("torch.gather", "input 1 int32", INT32),
            new Difference("torch.index_copy", "input 1 int32", INT32),
            new Difference("torch.index_fill", "input 1 int32", INT32),
            new Difference("torch.scatter", "input 1 int32", INT32),
            new Difference("torch.scatter_add", "input 1 int32", INT32),
            new Difference("torch.scatter_reduce", "input 1 int32", INT32),
            new Difference("torch.take", "input 1 int32", INT32),
            new Difference("torch.take_along_dim", "input 1 int32", INT32),
            new Difference("F.nll_loss", "input 1 int32", INT32),
            new Difference("F.cross_entropy", "input 1 int32", INT32),
            new Difference("F.multi_margin_loss", "input 1 int32", INT32),
            new Difference(
                    "F.cross_entropy", "input 1 uint8", "libtorch takes bytes for classes of rows, not of pixels"),
            new Difference("F.prelu", "all (bool|uint8|int8|int16|int32|int64)", "a slope is floating"),
            new Difference("torch.searchsorted", "all bool", LACKING),
            new Difference("torch.bucketize", "all bool", LACKING),
            new Difference("torch.trace", "input 0 bool", LACKING),
            new Difference("F.max_pool1d", ANY_INTEGER, LACKING),
            new Difference("F.adaptive_max_pool2d", ANY_INTEGER, LACKING),
            new Difference(
                    "torch.sinc",
                    "input 0 (bool|uint8|int8|int16|int32|int64)",
                    "of whole numbers it is rounding errors alone"),
            new Difference(
                    "torch.addmm",
                    "all (uint8|int8|int16|int32|int64)",
                    "libtorch cuts a factor of 0.5 off to 0 without a word"),
            new Difference("F.huber_loss", "input 0 (float16|bfloat16|float32)", MIXED),
            new Difference("F.binary_cross_entropy_with_logits", "input 1 (float16|bfloat16|float32)", MIXED),
            new Difference("F.soft_margin_loss", "input 0 (float16|bfloat16|float32)", MIXED),
            new Difference("F.binary_cross_entropy", "input [01] of .*", SAME_SHAPE),
            new Difference("F.binary_cross_entropy_with_logits", "input [01] of .*", SAME_SHAPE),
            new Difference("F.conv_transpose2d", "all int64", "convolutions of whole numbers go forward only"),
            new Difference("F.interpolate", "input 0 uint8", "libtorch rounds mixtures of bytes in a way of its own"),
            new Difference(
                    "Tensor.addmm_",
                    "all (uint8|int8|int16|int32|int64)",
                    "libtorch cuts a factor of 0.5 off to 0 without a word"),
            new Difference(
                    "Tensor.addmv_",
                    "all (uint8|int8|int16|int32|int64)",
                    "libtorch cuts a factor of 0.5 off to 0 without a word"),
            new Difference(
                    "Tensor.addbmm_",
                    "all (uint8|int8|int16|int32|int64)",
                    "libtorch cuts a factor of 0.5 off to 0 without a word"),
            new Difference(
                    "Tensor.baddbmm_",
                    "all (uint8|int8|int16|int32|int64)",
                    "libtorch cuts a factor of 0.5 off to 0 without a word"),
            new Difference("Tensor.addbmm_", "input 0 of .*", "libtorch gives its tensor another shape"),
            new Difference("F.conv_transpose3d", "all int64", "convolutions of whole numbers go forward only"),
            new Difference("F.unfold", ANY_INTEGER, LACKING),
            new Difference("F.fold", ANY_INTEGER, LACKING),
            new Difference(
                    "F.local_response_norm",
                    "input 0 of \\[0, .*",
                    "PyTorch's Python function gives an empty batch back"),
            new Difference("F.local_response_norm", "input 0 int64", "libtorch cuts the mean off"),
            new Difference(
                    "F.pixel_unshuffle",
                    "input 0 of .*\\b0\\b.*",
                    "libtorch gives what holds no elements back in its old shape"));

    private ErrorDifferences() {}

    /** The difference that a call is known for, or null. */
    static @Nullable String name(String function, String what) {
        for (Difference difference : ALL) {
            if (difference.function.equals(function) && what.matches(difference.calls)) {
                return difference.toString();
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        ALL.forEach(difference -> names.add(difference.toString()));
        return names;
    }
}
