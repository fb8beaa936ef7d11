package dev.arclight.kernel.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatFunction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    void stagesMakeAllCallsInOrderAndAreShortEnoughForTheCompiler(Expression formula) {
        Stages stages = new Stages(formula);
        Set<Integer> made = new TreeSet<>();
        for (Stages.Stage stage : stages.cut()) {
            assertThat(stages.weight(stage)).isLessThanOrEqualTo(Stages.MOST);
            assertThat(stage.calls()).isSorted().doesNotHaveDuplicates();
            made.addAll(stage.calls());
        }
        assertThat(made).contains(stages.result());
        assertThat(made.size()).isEqualTo((int)
                stages.steps().stream().filter(step -> !step.isLeaf()).count());
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void aStageHasAllThatItUses(Expression formula) {
        Stages stages = new Stages(formula);
        Set<Integer> handedOn = new TreeSet<>();
        for (Stages.Stage stage : stages.cut()) {
            for (int call : stage.calls()) {
                assertThat(stages.steps().get(call).inputs())
                        .allMatch(input -> stages.steps().get(input).isLeaf()
                                || stage.calls().contains(input)
                                || handedOn.contains(input));
            }
            handedOn.addAll(stage.handedOn());
        }
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
