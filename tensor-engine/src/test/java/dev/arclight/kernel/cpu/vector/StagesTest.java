package dev.arclight.kernel.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledIf("vectorsAreThere")
class StagesTest {
    static boolean vectorsAreThere() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    static Stream<Expression> formulas() {
        return Stream.of(
                        Stream.of(FloatFunction.values()).map(VectorFormulas::of),
                        Stream.of(FloatBinaryFunction.values()).map(VectorFormulas::of),
                        Stream.of(FloatFormula.values()).map(VectorFormulas::of))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void stagesAreAllCallsInOrderAndShortEnoughForTheCompiler(Expression formula) {
        Stages stages = new Stages(formula);
        List<Integer> calls = new ArrayList<>();
        for (Stages.Stage stage : stages.cut()) {
            assertThat(stages.weight(stage)).isLessThanOrEqualTo(Stages.MOST);
            calls.addAll(stage.calls());
        }
        assertThat(calls).isSorted().doesNotHaveDuplicates().endsWith(stages.result());
        assertThat(calls.size()).isEqualTo((int)
                stages.steps().stream().filter(step -> !step.isLeaf()).count());
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void masksAreNotHandedOnAndRowsSuffice(Expression formula) {
        Stages stages = new Stages(formula);
        List<Stages.Stage> cut = stages.cut();
        for (Stages.Stage stage : cut) {
            assertThat(stage.handedOn())
                    .noneMatch(step -> stages.steps().get(step).kind() == Stages.Kind.MASK);
        }
        assertThat(Stages.rows(cut)).isLessThanOrEqualTo(StagedBody.MOST_ROWS);
    }
}
