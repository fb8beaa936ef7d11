package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardFilesTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void knowFiles() {
        FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    }

    private Shard write(double validationShare, Tensor features, float... weights) throws IOException {
        TrainingPlan plan = TrainModel.of(Clouds.network())
                .withValidationShare(validationShare)
                .to(folder.toString(), "")
                .plan();
        Map<String, Tensor> columns = new LinkedHashMap<>();
        columns.put(ShardFiles.FEATURES, features);
        columns.put(ShardFiles.LABEL, Tensor.zeros(DType.INT64, features.size(0)));
        if (weights.length > 0) {
            columns.put(ShardFiles.WEIGHT, Tensor.of(weights, weights.length));
        }
        return ShardFiles.write(plan, 0, List.of(TensorBlock.of(columns)));
    }

    @Test
    void aFileIsNamedByDTypesExtentsAndWhatIsHeldOutBesideTheNumbers() throws IOException {
        Tensor bytes = Tensor.ones(DType.UINT8, 1, 4);
        Set<String> names = new TreeSet<>();
        for (Tensor features : List.of(bytes, bytes.to(DType.INT8), bytes.reshape(1, 2, 2), bytes.to(DType.INT32))) {
            Shard shard = write(0, features);
            names.add(shard.file());

            Tensor read = ShardFiles.rows(shard).features(new int[] {0}, 0, 1);
            assertThat(read.type()).isEqualTo(features.type());
        }
        assertThat(names).hasSize(4);

        Shard held = write(0.999_999, bytes);
        assertThat(held.held()).isEqualTo(1);
        assertThat(names).doesNotContain(held.file());
        assertThat(ShardFiles.rows(held).held()).containsExactly(0);

        assertThat(write(0, bytes.clone()).file()).isIn(names);
    }

    @Test
    void aShardKnowsHowMuchItsRowsCount() throws IOException {
        assertThat(write(0, Tensor.ones(DType.FLOAT32, 3, 2)).weight()).isEqualTo(3);
        assertThat(write(0, Tensor.ones(DType.FLOAT32, 3, 2), 0.5f, 0, 2).weight())
                .isEqualTo(2.5);
        assertThat(write(0.999_999, Tensor.ones(DType.FLOAT32, 3, 2), 0.5f, 0, 2)
                        .weight())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void aWeightThatIsNoFiniteNumberFrom0IsRefused(double weight) {
        assertThatThrownBy(() -> ShardFiles.weight("w", Tensor.of(new double[] {1, weight}, 2)))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        "column 'w' has a weight of " + (float) weight + ", expected finite numbers from 0");
    }

    @Test
    void aRowHasOneWeight() {
        assertThat(ShardFiles.weight("w", Tensor.of(new double[] {0, 2}, 2, 1)).type())
                .hasToString("float32[2]");
        assertThatThrownBy(() -> ShardFiles.weight("w", Tensor.zeros(DType.FLOAT32, 3, 2)))
                .hasMessage("column 'w' is float32[3, 2], expected one weight for a row");
    }
}
