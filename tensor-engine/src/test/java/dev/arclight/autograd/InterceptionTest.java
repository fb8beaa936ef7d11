package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterceptionTest {
    /** Writes down what it sees. */
    private static final class Diary implements Interceptor {
        private final String name;
        private final List<String> pages;

        Diary(String name, List<String> pages) {
            this.name = name;
            this.pages = pages;
        }

        @Override
        public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Call next) {
            pages.add(name + op.name() + (inPlace ? "_" : ""));
            return next.run(inputs);
        }

        @Override
        public void enter(String part) {
            pages.add(name + "<" + part);
        }

        @Override
        public void leave() {
            pages.add(name + ">");
        }
    }

    @Test
    void seesCallsAndThoseOfTheBackwardPassAndTheNamesOfItsNodes() {
        List<String> pages = new ArrayList<>();
        Tensor x = Tensor.ones(2).requiresGrad_(true);
        try (Interception scope = Interception.open(new Diary("", pages))) {
            x.exp().sum().backward();
            x.detach().neg_();
        }
        x.exp();
        assertThat(pages.subList(0, 2)).containsExactly("exp", "sum");
        assertThat(pages).contains("<ExpBackward0", "mul", ">", "neg_");
        assertThat(pages.stream().filter(page -> page.startsWith("<")).count())
                .isEqualTo(pages.stream().filter(page -> page.equals(">")).count());
    }

    @Test
    void innermostScopeSeesACallFirstAndDecidesOnWhatItRuns() {
        List<String> pages = new ArrayList<>();
        Interceptor widens = (op, inputs, inPlace, next) -> {
            pages.add("widens " + op.name());
            return next.run(new Tensor[] {inputs[0].to(DType.FLOAT64)});
        };
        Tensor one = Tensor.ones(1);
        Tensor result;
        try (Interception outer = Interception.open(new Diary("outer ", pages));
                Interception inner = Interception.open((op, inputs, inPlace, next) ->
                        op.name().equals("exp") ? widens.call(op, inputs, inPlace, next) : next.run(inputs))) {
            result = one.exp();
        }
        assertThat(result.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(result.item()).isCloseTo(Math.E, within(1e-15));
        assertThat(pages).startsWith("widens exp").endsWith("outer exp").hasSize(3);
    }

    @Test
    void namedPartsReachEveryScope() {
        List<String> pages = new ArrayList<>();
        try (Interception outer = Interception.open(new Diary("outer ", pages));
                Interception inner = Interception.open(new Diary("inner ", pages));
                RecordFunction part = RecordFunction.open("load")) {
            pages.add("within");
        }
        assertThat(pages).containsExactly("inner <load", "outer <load", "within", "inner >", "outer >");
    }

    @Test
    void otherThreadsAreNotSeen() throws InterruptedException {
        List<String> pages = new ArrayList<>();
        try (Interception scope = Interception.open(new Diary("", pages))) {
            Thread other = new Thread(() -> Tensor.ones(1).exp());
            other.start();
            other.join();
        }
        assertThat(pages).isEmpty();
    }

    @Test
    void scopesCloseInReverseOrder() {
        Interception outer = Interception.open(new Diary("", new ArrayList<>()));
        Interception inner = Interception.open(new Diary("", new ArrayList<>()));
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverse order");
        inner.close();
        outer.close();
        assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
        assertThat(Interception.current()).isNull();
    }
}
