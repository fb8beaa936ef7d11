package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.BatchNorm3d;
import dev.arclight.nn.Bilinear;
import dev.arclight.nn.Functional;
import dev.arclight.nn.GroupNorm;
import dev.arclight.nn.InstanceNorm2d;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.RMSNorm;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNorm3dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.BilinearImpl;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GroupNormImpl;
import org.bytedeco.pytorch.GroupNormOptions;
import org.bytedeco.pytorch.InstanceNorm2dImpl;
import org.bytedeco.pytorch.InstanceNormOptions;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LayerNormOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms: outputs, gradients, running statistics and three optimizer steps are libtorch's. */
class NormsAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @BeforeEach
    void seed() {
        Generator.manualSeed(17);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void normsOverBatchesAgreeInTraining(boolean moving) {
        Double momentum = moving ? 0.3 : null;
        BatchNorm2d mine = new BatchNorm2d(4, 1e-3, momentum, true, true);
        BatchNormOptions options = new BatchNormOptions(4);
        options.eps().put(1e-3);
        options.momentum().put(moving ? new DoubleOptional(0.3) : new DoubleOptional());
        BatchNorm2dImpl yours = new BatchNorm2dImpl(options);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0])),
                yours,
                in -> List.of(yours.forward(in[0])),
                List.of(shifted(1, 3, 4, 5, 6)),
                FLOAT32,
                Map.of());
    }

    @Test
    void normsOfOtherDimensionsAgree() {
        BatchNorm1d line = new BatchNorm1d(4);
        for (int[] shape : new int[][] {{6, 4}, {3, 4, 5}}) {
            BatchNorm1dImpl theirLine = new BatchNorm1dImpl(new BatchNormOptions(4));
            Twins.agree(
                    line,
                    in -> List.of(line.forward(in[0])),
                    theirLine,
                    in -> List.of(theirLine.forward(in[0])),
                    List.of(shifted(1, shape)),
                    FLOAT32,
                    Map.of());
        }
        BatchNorm3d box = new BatchNorm3d(4, 1e-5, 0.1, false, true);
        BatchNormOptions options = new BatchNormOptions(4);
        options.affine().put(false);
        BatchNorm3dImpl theirBox = new BatchNorm3dImpl(options);
        Tensor x = shifted(1, 2, 4, 3, 2, 5);
        theirBox.to(torch.ScalarType.Double, false);
        for (int i = 0; i < 2; i++) {
            Agree.close("batchNorm3d", box.forward(x), theirBox.forward(Torch.of(x.toDouble())), FLOAT32, false);
        }
        box.eval();
        theirBox.eval();
        Agree.close("batchNorm3d", box.forward(x), theirBox.forward(Torch.of(x.toDouble())), FLOAT32, false);
    }

    @Test
    void evaluationUsesTheRunningStatistics() {
        BatchNorm2d mine = new BatchNorm2d(4);
        mine.forward(shifted(1, 3, 4, 5, 6));
        mine.eval();
        BatchNorm2dImpl yours = new BatchNorm2dImpl(new BatchNormOptions(4));
        yours.eval();
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0])),
                yours,
                in -> List.of(yours.forward(in[0])),
                List.of(shifted(2, 3, 4, 5, 6)),
                FLOAT32,
                Map.of());
    }

    @Test
    void anEmptyBatchLeavesTheRunningStatisticsAlone() {
        for (int[] shape : new int[][] {{0, 3, 4, 4}, {2, 3, 0, 4}, {0, 3}}) {
            Tensor[] mine = {random(1, 3), random(2, 3).abs()};
            org.bytedeco.pytorch.Tensor[] yours = {Torch.of(mine[0]), Torch.of(mine[1])};
            Tensor input = Tensor.zeros(shape);
            Tensor result = Functional.batchNorm(input, mine[0], mine[1], null, null, true, 0.1, 1e-5);
            org.bytedeco.pytorch.Tensor expected = torch.batch_norm(
                    Torch.of(input),
                    new TensorOptional(),
                    new TensorOptional(),
                    new TensorOptional(yours[0]),
                    new TensorOptional(yours[1]),
                    true,
                    0.1,
                    1e-5,
                    false);
            Agree.close("result", result, expected, FLOAT32, true);
            Agree.close("running mean", mine[0], yours[0], 0, true);
            Agree.close("running variance", mine[1], yours[1], 0, true);
        }
    }

    @Test
    void emptyInstancesLeaveTheRunningStatisticsAlone() {
        Tensor[] mine = {random(1, 3), random(2, 3).abs()};
        org.bytedeco.pytorch.Tensor[] yours = {Torch.of(mine[0]), Torch.of(mine[1])};
        Tensor input = Tensor.zeros(2, 3, 0);
        Tensor result = Functional.instanceNorm(input, mine[0], mine[1], null, null, true, 0.1, 1e-5);
        org.bytedeco.pytorch.Tensor expected = torch.instance_norm(
                Torch.of(input),
                new TensorOptional(),
                new TensorOptional(),
                new TensorOptional(yours[0]),
                new TensorOptional(yours[1]),
                true,
                0.1,
                1e-5,
                false);
        Agree.close("result", result, expected, FLOAT32, true);
        Agree.close("running mean", mine[0], yours[0], FLOAT32, true);
        Agree.close("running variance", mine[1], yours[1], FLOAT32, true);
    }

    /** Where libtorch makes them NaN for good. */
    @Test
    void aBatchOfNoInstancesLeavesTheRunningStatisticsAlone() {
        Tensor mean = random(1, 3);
        Tensor variance = random(2, 3).abs();
        float[][] before = {mean.toFloatArray(), variance.toFloatArray()};
        Functional.instanceNorm(Tensor.zeros(0, 3, 4), mean, variance, null, null, true, 0.1, 1e-5);
        assertThat(new float[][] {mean.toFloatArray(), variance.toFloatArray()}).isDeepEqualTo(before);
    }

    @Test
    void normsOverInstancesAgree() {
        InstanceNorm2d mine = new InstanceNorm2d(4, 1e-5, 0.1, true, true);
        InstanceNormOptions options = new InstanceNormOptions(4);
        options.affine().put(true);
        options.track_running_stats().put(true);
        InstanceNorm2dImpl yours = new InstanceNorm2dImpl(options);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0])),
                yours,
                in -> List.of(yours.forward(in[0])),
                List.of(shifted(1, 3, 4, 5, 6)),
                FLOAT32,
                Map.of());
        InstanceNorm2d plain = new InstanceNorm2d(4);
        Tensor x = random(2, 4, 5, 6);
        assertThat(plain.forward(x).toFloatArray())
                .isEqualTo(plain.forward(x.unsqueeze(0)).toFloatArray());
    }

    @Test
    void normsOverLayersAndGroupsAgree() {
        LayerNorm layer = new LayerNorm(5, 6);
        LayerNormImpl theirLayer = new LayerNormImpl(new LayerNormOptions(new LongVector(5, 6)));
        Twins.agree(
                layer,
                in -> List.of(layer.forward(in[0])),
                theirLayer,
                in -> List.of(theirLayer.forward(in[0])),
                List.of(shifted(1, 3, 4, 5, 6)),
                FLOAT32,
                Map.of());
        GroupNorm group = new GroupNorm(2, 4);
        GroupNormImpl theirGroup = new GroupNormImpl(new GroupNormOptions(2, 4));
        Twins.agree(
                group,
                in -> List.of(group.forward(in[0])),
                theirGroup,
                in -> List.of(theirGroup.forward(in[0])),
                List.of(shifted(1, 3, 4, 5, 6)),
                FLOAT32,
                Map.of());
    }

    @Test
    void theRootMeanSquareNormIsItsDefinition() {
        RMSNorm layer = new RMSNorm(new int[] {6}, 1e-4, true);
        Both.agree(
                in -> layer.forward(in[0]),
                in -> in[0].mul(torch.rsqrt(in[0].mul(in[0])
                        .mean(new long[] {-1}, true, new org.bytedeco.pytorch.ScalarTypeOptional())
                        .add(new Scalar(1e-4)))),
                List.of(random(1, 3, 6)),
                FLOAT32);
    }

    @Test
    void twoInputsMixAsTheirs() {
        Bilinear mine = new Bilinear(3, 4, 5);
        BilinearImpl yours = new BilinearImpl(3, 4, 5);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0], in[1])),
                yours,
                in -> List.of(yours.forward(in[0], in[1])),
                List.of(random(1, 6, 3), random(2, 6, 4)),
                FLOAT32,
                Map.of());
    }

    @Test
    void statisticsAreForgottenAndWrongChannelsRefused() {
        BatchNorm1d layer = new BatchNorm1d(3);
        layer.forward(random(1, 5, 3));
        layer.resetRunningStats();
        assertThat(Objects.requireNonNull(layer.runningMean()).toFloatArray()).containsOnly(0);
        assertThat(layer.stateDict().get("num_batches_tracked")).isNotNull();
        assertThatThrownBy(() -> layer.forward(random(1, 5, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("4 channels, expected 3");
        assertThatThrownBy(() -> layer.forward(random(1, 1, 3))).isInstanceOf(ShapeException.class);
    }

    /** Numbers whose mean is not zero. */
    private static Tensor shifted(long seed, int... shape) {
        return random(seed, shape).mul(2).add(1.5);
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
