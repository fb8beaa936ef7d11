package dev.arclight.it.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.optim.lrscheduler.LinearLR;
import dev.arclight.optim.lrscheduler.SequentialLR;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PyTorch warns of a schedule that is stepped before its optimizer; log4j sees whether ours does. */
class ScheduleWarningTest {
    private final List<String> said = new ArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger(LRScheduler.class);
    private final AbstractAppender listener = new AbstractAppender("listener", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            said.add(event.getMessage().getFormattedMessage());
        }
    };

    private final Tensor weight = Tensor.ones(2).requiresGrad_();
    private final Optimizer optimizer = new SGD(List.of(weight), 0.1);

    @BeforeEach
    void listen() {
        listener.start();
        logger.addAppender(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeAppender(listener);
        listener.stop();
    }

    private void train() {
        weight.sum().backward();
        optimizer.step();
    }

    @Test
    void aScheduleThatRunsAheadIsNamedOnce() {
        StepLR schedule = new StepLR(optimizer, 3, 0.1);
        schedule.step();
        schedule.step();
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).startsWith("StepLR: step() was called before the optimizer's step()");
    }

    @Test
    void schedulesThatFollowTheirOptimizerAreSilent() {
        StepLR one = new StepLR(optimizer, 3, 0.1);
        SequentialLR other = new SequentialLR(
                optimizer, List.of(new LinearLR(optimizer), new StepLR(optimizer, 1, 0.5)), List.of(2));
        for (int i = 0; i < 5; i++) {
            train();
            one.step();
            other.step();
        }
        assertThat(said).isEmpty();
    }
}
