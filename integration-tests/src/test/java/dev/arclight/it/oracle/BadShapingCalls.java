package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.MASK;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.op.ScatterReduce;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Wrong calls of what makes, views, joins and indexes tensors. */
final class BadShapingCalls {
    private static final Tensor NO_VECTOR = Tensor.of(new long[] {0, 1, 2, 0}, 2, 2);
    private static final Tensor PLACES = Tensor.of(new long[] {0, 1, 2, 0, 2, 1, 0, 1}, 2, 4);

    private BadShapingCalls() {}

    static void addTo(BadCalls bad) {
        creation(bad);
        views(bad);
        parts(bad);
        joining(bad);
        indexing(bad);
        inPlace(bad);
    }

    private static void creation(BadCalls bad) {
        bad.add("torch.zeros", "a negative extent", in -> Tensor.zeros(2, -3), in -> torch.zeros(2, -3));
        bad.add("torch.ones", "a negative extent", in -> Tensor.ones(-2, 3), in -> torch.ones(-2, 3));
        bad.add(
                "torch.full",
                "a negative extent",
                in -> Tensor.full(2.5, -1),
                in -> torch.full(new long[] {-1}, new Scalar(2.5)));
        bad.add("torch.eye", "negative rows", in -> Tensor.eye(-1, 4), in -> torch.eye(-1, 4));
        bad.add("torch.eye", "negative columns", in -> Tensor.eye(4, -1), in -> torch.eye(4, -1));
        bad.add(
                "torch.arange",
                "a step of 0",
                in -> Tensor.arange(0.0, 4.0, 0.0),
                in -> torch.arange(new Scalar(0.0), new Scalar(4.0), new Scalar(0.0)));
        bad.add(
                "torch.arange",
                "a step the other way",
                in -> Tensor.arange(0.0, 4.0, -1.0),
                in -> torch.arange(new Scalar(0.0), new Scalar(4.0), new Scalar(-1.0)));
        bad.add(
                "torch.arange",
                "an end that is infinite",
                in -> Tensor.arange(0.0, Double.POSITIVE_INFINITY, 1.0),
                in -> torch.arange(new Scalar(0.0), new Scalar(Double.POSITIVE_INFINITY), new Scalar(1.0)));
        bad.add(
                "torch.linspace",
                "negative steps",
                in -> Tensor.linspace(-1, 2, -1),
                in -> torch.linspace(new Scalar(-1.0), new Scalar(2.0), -1));
        bad.add(
                "torch.logspace",
                "negative steps",
                in -> Tensor.logspace(-1, 2, -1),
                in -> torch.logspace(new Scalar(-1.0), new Scalar(2.0), -1));
        bad.add(
                "torch.tril_indices",
                "negative rows",
                in -> Tensor.trilIndices(-3, 4),
                in -> torch.tril_indices(-3, 4));
        bad.add(
                "torch.triu_indices",
                "negative columns",
                in -> Tensor.triuIndices(3, -4),
                in -> torch.triu_indices(3, -4));
        bad.add(
                "torch.hann_window",
                "a negative length",
                in -> Tensor.hannWindow(-7, true),
                in -> torch.hann_window(-7));
        bad.add(
                "torch.hamming_window",
                "a negative length",
                in -> Tensor.hammingWindow(-7, true),
                in -> torch.hamming_window(-7));
        bad.add(
                "torch.blackman_window",
                "a negative length",
                in -> Tensor.blackmanWindow(-7, true),
                in -> torch.blackman_window(-7));
        bad.add(
                "torch.bartlett_window",
                "a negative length",
                in -> Tensor.bartlettWindow(-7, true),
                in -> torch.bartlett_window(-7));
        bad.add(
                "torch.combinations",
                "a negative length",
                in -> Tensor.combinations(in[0], -1, false),
                in -> torch.combinations(in[0], -1, false),
                V);
    }

    private static void views(BadCalls bad) {
        bad.add("torch.view", "two inferred extents", in -> in[0].view(-1, -1), in -> in[0].view(-1, -1), A);
        bad.add("torch.view", "an extent below -1", in -> in[0].view(-2, 6), in -> in[0].view(-2, 6), A);
        bad.add("torch.view", "too few elements", in -> in[0].view(2, 3), in -> in[0].view(2, 3), A);
        bad.add("torch.view", "what does not divide", in -> in[0].view(5, -1), in -> in[0].view(5, -1), A);
        bad.add(
                "torch.view",
                "0 beside an inferred extent",
                in -> in[0].view(0, -1),
                in -> in[0].view(0, -1),
                random(1, 0, 3));
        bad.add(
                "torch.view",
                "of a transpose",
                in -> in[0].t().view(12),
                in -> in[0].t().view(12),
                A);
        bad.add("torch.reshape", "too many elements", in -> in[0].reshape(3, 5), in -> in[0].reshape(3, 5), A);
        bad.add("torch.reshape", "two inferred extents", in -> in[0].reshape(-1, -1), in -> in[0].reshape(-1, -1), A);
        bad.add("torch.permute", "a dimension twice", in -> in[0].permute(0, 0), in -> in[0].permute(0, 0), A);
        bad.add("torch.permute", "too few dimensions", in -> in[0].permute(1), in -> in[0].permute(1), A);
        bad.add("torch.permute", "a dimension too many", in -> in[0].permute(0, 1, 2), in -> in[0].permute(0, 1, 2), A);
        bad.add("torch.permute", "no such dimension", in -> in[0].permute(0, 2), in -> in[0].permute(0, 2), A);
        bad.add("torch.transpose", "no such dimension", in -> in[0].transpose(0, 2), in -> in[0].transpose(0, 2), A);
        bad.add(
                "torch.transpose",
                "no such negative dimension",
                in -> in[0].transpose(-3, 0),
                in -> in[0].transpose(-3, 0),
                A);
        bad.add("Tensor.mT", "of a vector", in -> in[0].mT(), in -> in[0].mT(), V);
        bad.add("torch.movedim", "no such dimension", in -> in[0].movedim(0, 2), in -> torch.movedim(in[0], 0L, 2L), A);
        bad.add(
                "torch.movedim",
                "a dimension twice",
                in -> in[0].movedim(new int[] {0, 0}, new int[] {0, 1}),
                in -> torch.movedim(in[0], new long[] {0, 0}, 0, 1),
                A);
        bad.add("torch.expand", "what cannot grow", in -> in[0].expand(4, 4), in -> in[0].expand(4, 4), A);
        bad.add("torch.expand", "too few dimensions", in -> in[0].expand(4), in -> in[0].expand(4), A);
        bad.add(
                "torch.expand",
                "-1 for a new dimension",
                in -> in[0].expand(-1, 3, 4),
                in -> in[0].expand(-1, 3, 4),
                A);
        bad.add(
                "torch.broadcast_to",
                "what cannot grow",
                in -> in[0].broadcastTo(3, 5),
                in -> torch.broadcast_to(in[0], 3, 5),
                A);
        bad.add("torch.unsqueeze", "past the end", in -> in[0].unsqueeze(3), in -> in[0].unsqueeze(3), A);
        bad.add("torch.unsqueeze", "before the start", in -> in[0].unsqueeze(-4), in -> in[0].unsqueeze(-4), A);
        bad.add("torch.squeeze", "no such dimension", in -> in[0].squeeze(2), in -> in[0].squeeze(2), A);
        bad.add(
                "torch.squeeze",
                "a dimension twice",
                in -> in[0].squeeze(0, 0),
                in -> torch.squeeze(in[0], new long[] {0, 0}),
                A);
        bad.add("torch.flatten", "start after end", in -> in[0].flatten(1, 0), in -> torch.flatten(in[0], 1, 0), A);
        bad.add("torch.flatten", "no such dimension", in -> in[0].flatten(0, 2), in -> torch.flatten(in[0], 0, 2), A);
        bad.add(
                "torch.unflatten",
                "what does not fit",
                in -> in[0].unflatten(1, 3, 2),
                in -> torch.unflatten(in[0], 1, 3, 2),
                A);
        bad.add(
                "torch.unflatten",
                "no such dimension",
                in -> in[0].unflatten(2, 2, 2),
                in -> torch.unflatten(in[0], 2, 2, 2),
                A);
        bad.add(
                "torch.as_strided",
                "past the storage",
                in -> in[0].asStrided(new int[] {3, 5}, new int[] {4, 1}),
                in -> torch.as_strided(in[0], new long[] {3, 5}, 4, 1),
                A);
        bad.add(
                "torch.as_strided",
                "a negative stride",
                in -> in[0].asStrided(new int[] {2, 2}, new int[] {-1, 1}),
                in -> torch.as_strided(in[0], new long[] {2, 2}, new long[] {-1, 1}, new LongOptional(0)),
                A);
        bad.add(
                "torch.as_strided",
                "lists of different length",
                in -> in[0].asStrided(new int[] {2, 2}, new int[] {1}),
                in -> torch.as_strided(in[0], new long[] {2, 2}, new long[] {1}, new LongOptional(0)),
                A);
        bad.add("torch.unfold", "a size past the extent", in -> in[0].unfold(1, 5, 1), in -> in[0].unfold(1, 5, 1), A);
        bad.add("torch.unfold", "a step of 0", in -> in[0].unfold(1, 2, 0), in -> in[0].unfold(1, 2, 0), A);
        bad.add("torch.unfold", "a negative size", in -> in[0].unfold(1, -1, 1), in -> in[0].unfold(1, -1, 1), A);
        bad.add("torch.unfold", "no such dimension", in -> in[0].unfold(2, 1, 1), in -> in[0].unfold(2, 1, 1), A);
        bad.add("torch.flip", "a dimension twice", in -> in[0].flip(0, 0), in -> torch.flip(in[0], 0, 0), A);
        bad.add("torch.flip", "no such dimension", in -> in[0].flip(2), in -> torch.flip(in[0], 2), A);
        bad.add(
                "torch.roll",
                "no such dimension",
                in -> in[0].roll(1, 2),
                in -> torch.roll(in[0], new long[] {1}, 2),
                A);
        bad.add(
                "torch.roll",
                "more shifts than dimensions",
                in -> in[0].roll(new int[] {1, 2}, new int[] {0}),
                in -> torch.roll(in[0], new long[] {1, 2}, 0),
                A);
        bad.add("torch.rot90", "one dimension twice", in -> in[0].rot90(1, 0, 0), in -> torch.rot90(in[0], 1, 0, 0), A);
        bad.add("torch.rot90", "no such dimension", in -> in[0].rot90(1, 0, 2), in -> torch.rot90(in[0], 1, 0, 2), A);
        bad.add("torch.tile", "a negative count", in -> in[0].tile(-1, 2), in -> torch.tile(in[0], -1, 2), A);
        bad.add("Tensor.repeat", "too few counts", in -> in[0].repeat(2), in -> in[0].repeat(2), A);
        bad.add("Tensor.repeat", "a negative count", in -> in[0].repeat(-2, 1), in -> in[0].repeat(-2, 1), A);
        bad.add(
                "torch.repeat_interleave",
                "negative repeats",
                in -> in[0].repeatInterleave(-2, 1),
                in -> torch.repeat_interleave(in[0], -2, new LongOptional(1), new LongOptional()),
                A);
        bad.add(
                "F.pad",
                "too many pairs",
                in -> in[0].pad(1, 1, 1, 1, 1, 1),
                in -> torch.constant_pad_nd(in[0], new long[] {1, 1, 1, 1, 1, 1}, new Scalar(0)),
                A);
        bad.add(
                "F.pad",
                "half a pair",
                in -> in[0].pad(1),
                in -> torch.constant_pad_nd(in[0], new long[] {1}, new Scalar(0)),
                A);
        bad.add(
                "F.pad",
                "more cut than there is",
                in -> in[0].pad(-3, -3),
                in -> torch.constant_pad_nd(in[0], new long[] {-3, -3}, new Scalar(0)),
                A);
    }

    private static void parts(BadCalls bad) {
        bad.add("torch.narrow", "past the end", in -> in[0].narrow(1, 2, 3), in -> in[0].narrow(1, 2, 3), A);
        bad.add("torch.narrow", "a negative length", in -> in[0].narrow(1, 1, -1), in -> in[0].narrow(1, 1, -1), A);
        bad.add(
                "torch.narrow",
                "a start before the first",
                in -> in[0].narrow(1, -5, 1),
                in -> in[0].narrow(1, -5, 1),
                A);
        bad.add("torch.narrow", "no such dimension", in -> in[0].narrow(2, 0, 1), in -> in[0].narrow(2, 0, 1), A);
        bad.add("torch.select", "past the end", in -> in[0].select(1, 4), in -> in[0].select(1, 4), A);
        bad.add("torch.select", "before the start", in -> in[0].select(1, -5), in -> in[0].select(1, -5), A);
        bad.add("torch.select", "no such dimension", in -> in[0].select(2, 0), in -> in[0].select(2, 0), A);
        bad.add(
                "torch.diagonal",
                "one dimension twice",
                in -> in[0].diagonal(0, 1, 1),
                in -> torch.diagonal(in[0], 0, 1, 1),
                A);
        bad.add(
                "torch.diagonal",
                "no such dimension",
                in -> in[0].diagonal(0, 0, 2),
                in -> torch.diagonal(in[0], 0, 0, 2),
                A);
        bad.add("torch.diag", "three dimensions", in -> in[0].diag(), in -> torch.diag(in[0]), CUBE);
        bad.add(
                "torch.diag_embed",
                "one dimension twice",
                in -> in[0].diagEmbed(0, 1, 1),
                in -> torch.diag_embed(in[0], 0, 1, 1),
                A);
        bad.add(
                "torch.diag_embed",
                "no such dimension",
                in -> in[0].diagEmbed(0, 0, 3),
                in -> torch.diag_embed(in[0], 0, 0, 3),
                A);
        bad.add(
                "torch.split",
                "a negative size",
                in -> in[0].split(-1, 1).get(0),
                in -> torch.split(in[0], -1, 1).get(0),
                A);
        bad.add(
                "torch.split",
                "a size of 0",
                in -> in[0].split(0, 1).get(0),
                in -> torch.split(in[0], 0, 1).get(0),
                A);
        bad.add(
                "torch.split",
                "sizes that do not add up",
                in -> in[0].split(new int[] {1, 2}, 1).get(0),
                in -> torch.split_with_sizes(in[0], new long[] {1, 2}, 1).get(0),
                A);
        bad.add(
                "torch.chunk",
                "no parts",
                in -> in[0].chunk(0, 1).get(0),
                in -> torch.chunk(in[0], 0, 1).get(0),
                A);
        bad.add(
                "torch.chunk",
                "no such dimension",
                in -> in[0].chunk(2, 2).get(0),
                in -> torch.chunk(in[0], 2, 2).get(0),
                A);
        bad.add(
                "torch.tensor_split",
                "no parts",
                in -> in[0].tensorSplit(0, 1).get(0),
                in -> torch.tensor_split(in[0], 0, 1).get(0),
                A);
        bad.add(
                "torch.unbind",
                "no such dimension",
                in -> in[0].unbind(2).get(0),
                in -> torch.unbind(in[0], 2).get(0),
                A);
    }

    private static void joining(BadCalls bad) {
        bad.add("torch.cat", "no tensors", in -> Tensor.cat(List.of(), 0), in -> torch.cat(new TensorVector(), 0));
        bad.add(
                "torch.cat",
                "no such dimension",
                in -> Tensor.cat(List.of(in[0], in[1]), 2),
                in -> torch.cat(new TensorVector(in[0], in[1]), 2),
                A,
                B);
        bad.add(
                "torch.stack",
                "no tensors",
                in -> Tensor.stack(List.of(), 0),
                in -> torch.stack(new TensorVector(), 0));
        bad.add(
                "torch.stack",
                "no such dimension",
                in -> Tensor.stack(List.of(in[0], in[1]), 3),
                in -> torch.stack(new TensorVector(in[0], in[1]), 3),
                A,
                B);
        bad.add("torch.hstack", "no tensors", in -> Tensor.hstack(List.of()), in -> torch.hstack(new TensorVector()));
        bad.add("torch.vstack", "no tensors", in -> Tensor.vstack(List.of()), in -> torch.vstack(new TensorVector()));
        bad.add("torch.dstack", "no tensors", in -> Tensor.dstack(List.of()), in -> torch.dstack(new TensorVector()));
        bad.add(
                "torch.column_stack",
                "no tensors",
                in -> Tensor.columnStack(List.of()),
                in -> torch.column_stack(new TensorVector()));
        bad.add(
                "torch.block_diag",
                "three dimensions",
                in -> Tensor.blockDiag(List.of(in[0])),
                in -> torch.block_diag(new TensorVector(in[0])),
                CUBE);
    }

    private static void indexing(BadCalls bad) {
        bad.add(
                "torch.gather",
                "no such dimension",
                in -> in[0].gather(2, in[1]),
                in -> torch.gather(in[0], 2, in[1]),
                A,
                PLACES);
        bad.add(
                "torch.scatter_add",
                "no such dimension",
                in -> in[0].scatterAdd(2, in[1], in[2]),
                in -> torch.scatter_add(in[0], 2, in[1], in[2]),
                A,
                PLACES,
                random(9, 2, 4));
        bad.add(
                "torch.scatter_reduce",
                "no such dimension",
                in -> in[0].scatterReduce(-3, in[1], in[2], ScatterReduce.Reduction.PROD),
                in -> torch.scatter_reduce(in[0], -3, in[1], in[2], "prod"),
                A,
                PLACES,
                random(9, 2, 4));
        bad.add(
                "torch.index_select",
                "two dimensions of indices",
                in -> in[0].indexSelect(0, in[1]),
                in -> torch.index_select(in[0], 0, in[1]),
                A,
                NO_VECTOR);
        bad.add(
                "torch.index_select",
                "no such dimension",
                in -> in[0].indexSelect(2, in[1]),
                in -> torch.index_select(in[0], 2, in[1]),
                A,
                ROWS);
        bad.add(
                "torch.index_add",
                "no such dimension",
                in -> in[0].indexAdd(2, in[1], in[2]),
                in -> torch.index_add(in[0], 2, in[1], in[2]),
                A,
                ROWS,
                B);
        bad.add(
                "torch.index_copy",
                "no such dimension",
                in -> in[0].indexCopy(2, in[1], in[2]),
                in -> torch.index_copy(in[0], 2, in[1], in[2]),
                A,
                ROWS,
                B);
        bad.add(
                "torch.index_fill",
                "no such dimension",
                in -> in[0].indexFill(2, in[1], 7),
                in -> torch.index_fill(in[0], 2, in[1], new Scalar(7)),
                A,
                ROWS);
        bad.add(
                "torch.index_fill",
                "out of range",
                in -> in[0].indexFill(0, in[1], 7),
                in -> torch.index_fill(in[0], 0, in[1], new Scalar(7)),
                A,
                Tensor.of(new long[] {3}, 1));
        bad.add(
                "torch.take",
                "out of range",
                in -> in[0].take(in[1]),
                in -> torch.take(in[0], in[1]),
                A,
                Tensor.of(new long[] {12}, 1));
        bad.add(
                "torch.take_along_dim",
                "no such dimension",
                in -> in[0].takeAlongDim(in[1], 2),
                in -> torch.take_along_dim(in[0], in[1], new LongOptional(2)),
                A,
                PLACES);
        bad.add(
                "torch.masked_select",
                "a mask that does not fit",
                in -> in[0].maskedSelect(in[1]),
                in -> torch.masked_select(in[0], in[1]),
                A,
                MASK.narrow(1, 0, 3).clone());
        bad.add(
                "torch.masked_scatter",
                "too few numbers",
                in -> in[0].maskedScatter(in[1], in[2]),
                in -> torch.masked_scatter(in[0], in[1], in[2]),
                A,
                Tensor.ones(DType.BOOL, 3, 4),
                random(9, 5));
        bad.add(
                "x[rows]",
                "out of range",
                in -> in[0].get(dev.arclight.tensor.Index.positions(3)),
                in -> torch.index_select(in[0], 0, Torch.of(Tensor.of(new long[] {3}, 1))),
                A);
        bad.add("torch.triu", "one dimension", in -> in[0].triu(), in -> torch.triu(in[0]), V);
        bad.add("torch.tril", "one dimension", in -> in[0].tril(), in -> torch.tril(in[0]), V);
    }

    /** Results that would grow, and dtypes that would not hold them. */
    private static void inPlace(BadCalls bad) {
        Tensor longs = ROWS;
        bad.add(
                "torch.add",
                "in place, growing",
                in -> in[0].clone().add_(in[1]),
                in -> in[0].add_(in[1]),
                V,
                random(9, 3, 6));
        bad.add(
                "torch.add",
                "in place, floats into integers",
                in -> in[0].clone().add_(in[1]),
                in -> in[0].add_(in[1]),
                longs,
                random(9, 3));
        bad.add(
                "torch.add",
                "in place, integers into bools",
                in -> in[0].clone().add_(in[1]),
                in -> in[0].add_(in[1]),
                longs.to(DType.BOOL),
                longs);
        bad.add(
                "torch.add",
                "in place, over an expanded tensor",
                in -> in[0].expand(3, 6).add_(in[1]),
                in -> in[0].expand(3, 6).add_(in[1]),
                V,
                random(9, 3, 6));
        bad.add(
                "torch.mul",
                "in place, growing",
                in -> in[0].clone().mul_(in[1]),
                in -> in[0].mul_(in[1]),
                random(8, 1, 4),
                A);
        bad.add(
                "torch.mul",
                "in place, a fraction into integers",
                in -> in[0].clone().mul_(0.5),
                in -> in[0].mul_(new Scalar(0.5)),
                longs);
        bad.add(
                "torch.div",
                "in place, of integers",
                in -> in[0].clone().div_(in[0]),
                in -> in[0].div_(in[0]),
                longs.add(1));
        bad.add("torch.sqrt", "in place, of integers", in -> in[0].clone().sqrt_(), in -> in[0].sqrt_(), longs);
        bad.add("torch.exp", "in place, of bools", in -> in[0].clone().exp_(), in -> in[0].exp_(), MASK);
        bad.add(
                "torch.eq",
                "in place, growing",
                in -> in[0].clone().eq_(in[1]),
                in -> in[0].eq_(in[1]),
                V,
                random(9, 3, 6));
        bad.add("torch.neg", "of bools", in -> in[0].neg(), in -> in[0].neg(), MASK);
        bad.add(
                "torch.pow",
                "whole numbers to a negative power",
                in -> in[0].pow(-2),
                in -> torch.pow(in[0], new Scalar(-2L)),
                longs.add(1));
        bad.add(
                "torch.remainder",
                "by 0",
                in -> in[0].remainder(0L),
                in -> torch.remainder(in[0], new Scalar(0L)),
                longs);
        bad.add("torch.fmod", "by 0", in -> in[0].fmod(0L), in -> torch.fmod(in[0], new Scalar(0L)), longs);
        bad.add(
                "torch.floor_divide",
                "by 0",
                in -> in[0].floorDivide(0L),
                in -> torch.floor_divide(in[0], new Scalar(0L)),
                longs);
        bad.add(
                "torch.bitwise_and",
                "of floats",
                in -> in[0].bitwiseAnd(in[0]),
                in -> torch.bitwise_and(in[0], in[0]),
                V);
        bad.add("torch.trunc", "of bools", in -> in[0].trunc(), in -> in[0].trunc(), MASK);
        bad.add(
                "torch.clamp",
                "bounds that do not broadcast",
                in -> in[0].clamp(in[1], in[2]),
                in -> torch.clamp(
                        in[0],
                        new org.bytedeco.pytorch.TensorOptional(in[1]),
                        new org.bytedeco.pytorch.TensorOptional(in[2])),
                A,
                V,
                V);
        bad.add("torch.polygamma", "a negative order", in -> in[0].polygamma(-1), in -> torch.polygamma(-1, in[0]), V);
        bad.add("torch.diag", "of a scalar", in -> in[0].diag(), in -> torch.diag(in[0]), random(9));
        bad.add("torch.trace", "of a vector", in -> in[0].trace(), in -> torch.trace(in[0]), V);
        bad.add(
                "torch.matrix_power",
                "of a rectangle",
                in -> in[0].matrixPower(2),
                in -> torch.matrix_power(in[0], 2),
                A);
        bad.add("torch.matrix_power", "of a vector", in -> in[0].matrixPower(2), in -> torch.matrix_power(in[0], 2), V);
        bad.add(
                "torch.tensordot",
                "dimensions that differ",
                in -> in[0].tensordot(in[1], new int[] {1}, new int[] {0}),
                in -> torch.tensordot(in[0], in[1], new long[] {1}, 0),
                A,
                SQUARE.narrow(0, 0, 3).clone());
        bad.add(
                "torch.tensordot",
                "lists of different length",
                in -> in[0].tensordot(in[1], new int[] {0, 1}, new int[] {0}),
                in -> torch.tensordot(in[0], in[1], new long[] {0, 1}, 0),
                A,
                A);
        bad.add(
                "torch.tensordot",
                "a dimension twice",
                in -> in[0].tensordot(in[1], new int[] {0, 0}, new int[] {0, 1}),
                in -> torch.tensordot(in[0], in[1], new long[] {0, 0}, 0, 1),
                SQUARE,
                SQUARE);
        bad.add(
                "torch.einsum",
                "a letter of two extents",
                in -> Tensor.einsum("ij,jk->ik", in[0], in[1]),
                in -> torch.einsum("ij,jk->ik", new TensorVector(in[0], in[1])),
                A,
                B);
        bad.add(
                "torch.einsum",
                "too few operands",
                in -> Tensor.einsum("ij,jk->ik", in[0]),
                in -> torch.einsum("ij,jk->ik", new TensorVector(in[0])),
                A);
        bad.add(
                "torch.einsum",
                "a result letter that is not there",
                in -> Tensor.einsum("ij->ik", in[0]),
                in -> torch.einsum("ij->ik", new TensorVector(in[0])),
                A);
        bad.add(
                "torch.einsum",
                "too few letters",
                in -> Tensor.einsum("i->i", in[0]),
                in -> torch.einsum("i->i", new TensorVector(in[0])),
                A);
        bad.add(
                "torch.cross",
                "no three elements",
                in -> in[0].cross(in[1], 1),
                in -> torch.cross(in[0], in[1], new LongOptional(1)),
                A,
                B);
        bad.add(
                "torch.cross",
                "no such dimension",
                in -> in[0].cross(in[1], 2),
                in -> torch.cross(in[0], in[1], new LongOptional(2)),
                random(1, 3, 3),
                random(2, 3, 3));
    }
}
