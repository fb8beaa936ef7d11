package dev.arclight.it.oracle;

import dev.arclight.tensor.PadMode;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Views, joins and rearrangements that are made of several ops, against libtorch's own. */
class ShapingAgreementTest extends MethodCalls {
    @TestFactory
    Stream<DynamicTest> everyMethodAgrees() {
        views();
        parts();
        joins();
        rearrangements();
        return added();
    }

    private void views() {
        one("t", in -> in[0].t(), in -> in[0].t(), numbers(2, 3));
        one("t of a vector", in -> in[0].t(), in -> in[0].t(), numbers(3));
        one("T", in -> in[0].T(), in -> in[0].permute(2, 1, 0), numbers(2, 3, 4));
        one("mT", in -> in[0].mT(), in -> in[0].mT(), numbers(2, 3, 4));
        one("mH", in -> in[0].mH(), in -> in[0].mH(), numbers(2, 3, 4));
        one("H", in -> in[0].H(), in -> in[0].matrix_H(), numbers(2, 3));
        one("adjoint", in -> in[0].adjoint(), in -> in[0].adjoint(), numbers(2, 3, 4));
        Tensor cube = numbers(2, 3, 4);
        plain("narrowCopy", cube.narrowCopy(1, -2, 2), () -> Torch.of(cube).narrow_copy(1, 1, 2));
        one("transpose", in -> in[0].transpose(0, -1), in -> in[0].transpose(0, -1), numbers(2, 3, 4));
        one("swapaxes", in -> in[0].swapaxes(1, 2), in -> in[0].swapaxes(1, 2), numbers(2, 3, 4));
        one("movedim", in -> in[0].movedim(0, 2), in -> in[0].movedim(0, 2), numbers(2, 3, 4));
        one(
                "movedim of several",
                in -> in[0].movedim(new int[] {0, -1}, new int[] {-1, 1}),
                in -> torch.movedim(in[0], new long[] {0, -1}, -1, 1),
                numbers(2, 3, 4, 5));
        one("squeeze", in -> in[0].squeeze(), in -> in[0].squeeze(), numbers(1, 3, 1, 2));
        one("squeeze of one", in -> in[0].squeeze(-2), in -> in[0].squeeze(-2), numbers(1, 3, 1, 2));
        one("squeeze of several", in -> in[0].squeeze(0, 1), in -> in[0].squeeze(0, 1), numbers(1, 3, 1, 2));
        one("unsqueeze", in -> in[0].unsqueeze(-1), in -> in[0].unsqueeze(-1), numbers(3, 2));
        one("expand", in -> in[0].expand(2, -1, 4), in -> in[0].expand(2, -1, 4), numbers(3, 1));
        one("broadcastTo", in -> in[0].broadcastTo(2, 3), in -> in[0].broadcast_to(2, 3), numbers(3));
        one("flatten", in -> in[0].flatten(), in -> torch.flatten(in[0]), numbers(2, 3, 4));
        one("flatten of a scalar", in -> in[0].flatten(), in -> torch.flatten(in[0]), numbers());
        one("flatten of some", in -> in[0].flatten(1, -1), in -> torch.flatten(in[0], 1, -1), numbers(2, 3, 4));
        one("flatten strided", in -> in[0].mT().flatten(1), in -> torch.flatten(in[0].mT(), 1, -1), numbers(2, 3, 4));
        one("ravel", in -> in[0].t().ravel(), in -> in[0].t().ravel(), numbers(2, 3));
        one("unflatten", in -> in[0].unflatten(1, 2, -1), in -> torch.unflatten(in[0], 1, 2, -1), numbers(3, 6));
        one(
                "unflatten strided",
                in -> in[0].t().unflatten(0, 2, 3),
                in -> in[0].t().unflatten(0, 2, 3),
                numbers(4, 6));
        one("view strided", in -> in[0].mT().view(2, 2, 2, 3), in -> in[0].mT().view(2, 2, 2, 3), numbers(2, 3, 4));
        one("reshape strided", in -> in[0].t().reshape(2, 3), in -> in[0].t().reshape(2, 3), numbers(2, 3));
        one("atleast3d", in -> in[0].atleast3d(), in -> torch.atleast_3d(in[0]), numbers(2, 3));
        one("atleast3d of a vector", in -> in[0].atleast3d(), in -> torch.atleast_3d(in[0]), numbers(2));
        one("atleast2d of a scalar", in -> in[0].atleast2d(), in -> torch.atleast_2d(in[0]), numbers());
        one("clone", in -> in[0].t().clone(), in -> in[0].t().clone(), numbers(2, 3));
    }

    private void parts() {
        one("narrow", in -> in[0].narrow(1, -2, 2), in -> in[0].narrow(1, -2, 2), numbers(2, 3));
        one("select", in -> in[0].select(-1, -2), in -> in[0].select(-1, -2), numbers(2, 3));
        for (int offset = -3; offset <= 4; offset++) {
            int o = offset;
            one("diagonal " + o, in -> in[0].diagonal(o, 0, -1), in -> in[0].diagonal(o, 0, -1), numbers(2, 3, 4));
            one("diag " + o, in -> in[0].diag(o), in -> torch.diag(in[0], o), numbers(3));
            one("diag of a matrix " + o, in -> in[0].diag(o), in -> torch.diag(in[0], o), numbers(2, 3));
            one("diagflat " + o, in -> in[0].diagflat(o), in -> torch.diagflat(in[0], o), numbers(2, 2));
            one(
                    "diagEmbed " + o,
                    in -> in[0].diagEmbed(o, 0, 2),
                    in -> torch.diag_embed(in[0], o, 0, 2),
                    numbers(2, 3));
        }
        one("diagEmbed", in -> in[0].diagEmbed(), in -> torch.diag_embed(in[0]), numbers(2, 3));
        one("unfold", in -> in[0].unfold(1, 3, 2), in -> in[0].unfold(1, 3, 2), numbers(2, 8));
        one("unfold of a scalar", in -> in[0].unfold(0, 1, 1), in -> in[0].unfold(0, 1, 1), numbers());
        one(
                "unfold twice",
                in -> in[0].unfold(0, 2, 1).unfold(1, 2, 1),
                in -> in[0].unfold(0, 2, 1).unfold(1, 2, 1),
                numbers(4, 5));
        one(
                "asStrided of a part, overlapping and reaching beyond it",
                in -> in[0].narrow(0, 1, 2).asStrided(new int[] {3, 2}, new int[] {2, 1}, 1),
                in -> in[0].narrow(0, 1, 2).as_strided(new long[] {3, 2}, new long[] {2, 1}, new LongOptional(1)),
                numbers(4, 3));
        one(
                "asStrided of an expanded tensor",
                in -> in[0].expand(3, 2).asStrided(new int[] {2, 2}, new int[] {1, 0}),
                in -> in[0].expand(3, 2).as_strided(new long[] {2, 2}, 1, 0),
                numbers(3, 1));
        many("unbind", in -> in[0].unbind(1), in -> torch.unbind(in[0], 1), numbers(2, 3));
        many("split", in -> in[0].split(2, 1), in -> torch.split(in[0], 2, 1), numbers(2, 5));
        many("split of nothing", in -> in[0].split(2), in -> torch.split(in[0], 2), numbers(0, 5));
        many(
                "split by sizes",
                in -> in[0].split(new int[] {1, 0, 3}, -1),
                in -> torch.split(in[0], new long[] {1, 0, 3}, -1),
                numbers(2, 4));
        for (int chunks = 1; chunks <= 7; chunks++) {
            int n = chunks;
            many("chunk " + n, in -> in[0].chunk(n, 0), in -> torch.chunk(in[0], n, 0), numbers(5, 2));
            many(
                    "tensorSplit " + n,
                    in -> in[0].tensorSplit(n, 0),
                    in -> torch.tensor_split(in[0], n, 0),
                    numbers(5, 2));
        }
        many("chunk of nothing", in -> in[0].chunk(3), in -> torch.chunk(in[0], 3), numbers(0));
        many(
                "tensorSplit at",
                in -> in[0].tensorSplit(new int[] {1, -1, 9, 2}, 1),
                in -> torch.tensor_split(in[0], new long[] {1, -1, 9, 2}, 1),
                numbers(2, 5));
        many("hsplit", in -> in[0].hsplit(2), in -> torch.hsplit(in[0], 2), numbers(2, 4));
        many("hsplit of a vector", in -> in[0].hsplit(2), in -> torch.hsplit(in[0], 2), numbers(4));
        many("hsplit at", in -> in[0].hsplit(new int[] {1, 3}), in -> torch.hsplit(in[0], 1, 3), numbers(2, 4));
        many("vsplit", in -> in[0].vsplit(2), in -> torch.vsplit(in[0], 2), numbers(4, 2));
        many("dsplit at", in -> in[0].dsplit(new int[] {1, 2}), in -> torch.dsplit(in[0], 1, 2), numbers(2, 1, 3));
    }

    private void joins() {
        Tensor[] mixed = {numbers(2, 3), numbers(0), numbers(2, 1)};
        one("cat", in -> Tensor.cat(List.of(in), 1), in -> torch.cat(new TensorVector(in), 1), mixed);
        one(
                "stack",
                in -> Tensor.stack(List.of(in), -1),
                in -> torch.stack(new TensorVector(in), -1),
                numbers(2, 3),
                numbers(2, 3));
        Tensor[] vectors = {numbers(3), numbers(3)};
        Tensor[] matrices = {numbers(2, 3), numbers(2, 3)};
        for (Tensor[] pair :
                new Tensor[][] {vectors, matrices, {numbers(), numbers()}, {numbers(2, 3, 1), numbers(2, 3, 1)}}) {
            String of = " of " + pair[0].shape();
            one("hstack" + of, in -> Tensor.hstack(List.of(in)), in -> torch.hstack(new TensorVector(in)), pair);
            one("vstack" + of, in -> Tensor.vstack(List.of(in)), in -> torch.vstack(new TensorVector(in)), pair);
            one("dstack" + of, in -> Tensor.dstack(List.of(in)), in -> torch.dstack(new TensorVector(in)), pair);
            one(
                    "columnStack" + of,
                    in -> Tensor.columnStack(List.of(in)),
                    in -> torch.column_stack(new TensorVector(in)),
                    pair);
        }
        one(
                "columnStack",
                in -> Tensor.columnStack(List.of(in)),
                in -> torch.column_stack(new TensorVector(in)),
                numbers(3),
                numbers(3, 2));
        one(
                "blockDiag",
                in -> Tensor.blockDiag(List.of(in)),
                in -> torch.block_diag(new TensorVector(in)),
                numbers(2, 3),
                numbers(),
                numbers(2),
                numbers(1, 1));
        many(
                "broadcastTensors",
                in -> Tensor.broadcastTensors(List.of(in)),
                in -> torch.broadcast_tensors(new TensorVector(in)),
                numbers(2, 1),
                numbers(3),
                numbers());
    }

    private void rearrangements() {
        one("repeat", in -> in[0].repeat(3, 1, 2), in -> in[0].repeat(3, 1, 2), numbers(2, 3));
        one("repeat never", in -> in[0].repeat(2, 0), in -> in[0].repeat(2, 0), numbers(2, 3));
        one("repeat a scalar", in -> in[0].repeat(2), in -> in[0].repeat(2), numbers());
        one("repeat strided", in -> in[0].t().repeat(2, 2), in -> in[0].t().repeat(2, 2), numbers(2, 3));
        one("tile", in -> in[0].tile(2), in -> in[0].tile(2), numbers(2, 3));
        one("tile more", in -> in[0].tile(2, 1, 3), in -> in[0].tile(2, 1, 3), numbers(2, 3));
        one(
                "repeatInterleave",
                in -> in[0].repeatInterleave(2),
                in -> torch.repeat_interleave(in[0], 2),
                numbers(2, 3));
        one(
                "repeatInterleave of rows",
                in -> in[0].repeatInterleave(3, -2),
                in -> torch.repeat_interleave(in[0], 3, new LongOptional(-2), new LongOptional()),
                numbers(2, 3));
        one(
                "repeatInterleave by numbers",
                in -> in[0].repeatInterleave(in[1], 1),
                in -> torch.repeat_interleave(in[0], in[1], new LongOptional(1), new LongOptional()),
                numbers(2, 3),
                Tensor.of(new long[] {2, 0, 3}, 3));
        one("roll", in -> in[0].roll(-2, 1), in -> torch.roll(in[0], new long[] {-2}, 1), numbers(2, 5));
        one("roll all", in -> in[0].roll(4), in -> torch.roll(in[0], 4), numbers(2, 3));
        one(
                "roll several",
                in -> in[0].roll(new int[] {1, 7, -1}, new int[] {0, -1, 0}),
                in -> torch.roll(in[0], new long[] {1, 7, -1}, 0, -1, 0),
                numbers(3, 4));
        one("flip", in -> in[0].flip(0, -1), in -> in[0].flip(0, -1), numbers(2, 3, 4));
        one("fliplr", in -> in[0].fliplr(), in -> torch.fliplr(in[0]), numbers(2, 3));
        one("flipud", in -> in[0].flipud(), in -> torch.flipud(in[0]), numbers(3));
        for (int turns = -3; turns <= 4; turns++) {
            int k = turns;
            one("rot90 " + k, in -> in[0].rot90(k, 0, 2), in -> torch.rot90(in[0], k, 0, 2), numbers(2, 3, 4));
        }
        pads();
    }

    private void pads() {
        int[][] shapes = {{4, 5}, {2, 4, 5}, {2, 3, 4, 5}, {1, 2, 3, 4, 5}};
        for (PadMode mode : PadMode.values()) {
            for (int[] shape : shapes) {
                for (int dims = 1; dims <= 3; dims++) {
                    if (shape.length < dims + 1 || mode != PadMode.CONSTANT && shape.length > dims + 2) {
                        continue;
                    }
                    int[] pad = Arrays.copyOf(new int[] {2, 1, 0, 3, 1, 2}, 2 * dims);
                    pad(mode, shape, pad);
                    int[] cut = Arrays.copyOf(new int[] {-1, 2, 1, -2, -1, -1}, 2 * dims);
                    pad(mode, shape, cut);
                }
            }
        }
    }

    private void pad(PadMode mode, int[] shape, int... pad) {
        boolean constant = mode == PadMode.CONSTANT;
        one(
                "pad " + mode + " " + Arrays.toString(pad) + " of " + Arrays.toString(shape),
                in -> in[0].pad(pad, mode, constant ? 1.5 : 0),
                in -> torch.pad(
                        in[0],
                        Torch.longs(pad),
                        mode.name().toLowerCase(Locale.ROOT),
                        constant ? new DoubleOptional(1.5) : new DoubleOptional()),
                numbers(shape));
    }

    @Test
    void whatLibtorchRefusesIsRefused() {
        Tensor x = numbers(2, 3);
        refused(() -> x.t().view(6), () -> Torch.of(x).t().view(6));
        refused(() -> x.view(4), () -> Torch.of(x).view(4));
        refused(() -> x.view(-1, -1), () -> Torch.of(x).view(-1, -1));
        refused(() -> numbers(0, 3).view(-1, 0), () -> Torch.of(numbers(0, 3)).view(-1, 0));
        refused(() -> x.expand(4, 3), () -> Torch.of(x).expand(4, 3));
        refused(() -> x.expand(-1, 2, 3), () -> Torch.of(x).expand(-1, 2, 3));
        refused(() -> x.unflatten(1, 2, 2), () -> Torch.of(x).unflatten(1, 2, 2));
        refused(() -> numbers(2, 2, 2).t(), () -> Torch.of(numbers(2, 2, 2)).t());
        refused(() -> numbers(3).H(), () -> Torch.of(numbers(3)).matrix_H());
        refused(() -> numbers(3).mH(), () -> Torch.of(numbers(3)).mH());
        refused(() -> x.permute(0, 0), () -> Torch.of(x).permute(0, 0));
        refused(
                () -> x.movedim(new int[] {0, 0}, new int[] {0, 1}),
                () -> torch.movedim(Torch.of(x), new long[] {0, 0}, 0, 1));
        refused(() -> x.unsqueeze(3), () -> Torch.of(x).unsqueeze(3));
        refused(() -> x.squeeze(2), () -> Torch.of(x).squeeze(2));
        refused(() -> x.narrow(1, 2, 2), () -> Torch.of(x).narrow(1, 2, 2));
        refused(() -> x.narrow(1, -4, 1), () -> Torch.of(x).narrow(1, -4, 1));
        refused(() -> x.select(1, 3), () -> Torch.of(x).select(1, 3));
        refused(() -> x.diagonal(0, 1, 1), () -> Torch.of(x).diagonal(0, 1, 1));
        refused(() -> x.unfold(1, 4, 1), () -> Torch.of(x).unfold(1, 4, 1));
        refused(() -> x.unfold(1, 2, 0), () -> Torch.of(x).unfold(1, 2, 0));
        refused(
                () -> x.asStrided(new int[] {4}, new int[] {2}),
                () -> Torch.of(x).as_strided(new long[] {4}, 2));
        refused(() -> x.split(0, 1), () -> torch.split(Torch.of(x), 0, 1));
        refused(() -> x.split(new int[] {1, 1}, 1), () -> torch.split(Torch.of(x), new long[] {1, 1}, 1));
        refused(() -> x.chunk(0), () -> torch.chunk(Torch.of(x), 0));
        refused(() -> x.hsplit(2), () -> torch.hsplit(Torch.of(x), 2));
        refused(() -> numbers(4).vsplit(2), () -> torch.vsplit(Torch.of(numbers(4)), 2));
        refused(() -> x.repeat(2), () -> Torch.of(x).repeat(2));
        refused(() -> x.repeat(2, -1), () -> Torch.of(x).repeat(2, -1));
        refused(() -> x.flip(0, 0), () -> Torch.of(x).flip(0, 0));
        refused(() -> numbers(2).fliplr(), () -> torch.fliplr(Torch.of(numbers(2))));
        refused(() -> x.rot90(1, 0, 0), () -> torch.rot90(Torch.of(x), 1, 0, 0));
        refused(() -> x.roll(new int[] {1, 2}, new int[] {0}), () -> torch.roll(Torch.of(x), new long[] {1, 2}, 0));
        refused(() -> x.pad(1, 2, 3), () -> torch.pad(Torch.of(x), 1, 2, 3));
        refused(() -> x.pad(-2, -2), () -> torch.pad(Torch.of(x), -2, -2));
        DoubleOptional no = new DoubleOptional();
        refused(
                () -> x.pad(new int[] {3, 0}, PadMode.REFLECT),
                () -> torch.pad(Torch.of(x), new long[] {3, 0}, "reflect", no));
        refused(
                () -> x.pad(new int[] {4, 0}, PadMode.CIRCULAR),
                () -> torch.pad(Torch.of(x), new long[] {4, 0}, "circular", no));
        refused(
                () -> x.pad(new int[] {1, 0, 1, 0}, PadMode.REPLICATE),
                () -> torch.pad(Torch.of(x), new long[] {1, 0, 1, 0}, "replicate", no));
        refused(
                () -> Tensor.cat(List.of(x, numbers(3, 2)), 0),
                () -> torch.cat(new TensorVector(Torch.of(x), Torch.of(numbers(3, 2))), 0));
        refused(
                () -> Tensor.cat(List.of(numbers(), numbers()), 0),
                () -> torch.cat(new TensorVector(Torch.of(numbers()), Torch.of(numbers())), 0));
        refused(
                () -> Tensor.stack(List.of(x, numbers(3))),
                () -> torch.stack(new TensorVector(Torch.of(x), Torch.of(numbers(3)))));
    }
}
