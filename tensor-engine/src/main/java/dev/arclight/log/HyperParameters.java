package dev.arclight.log;

import dev.arclight.tensor.ArclightException;
import java.util.Map;

/** What TensorBoard's page of hyperparameters reads. */
final class HyperParameters {
    private static final String PLUGIN = "hparams";
    private static final int SUCCESS = 1;

    private HyperParameters() {}

    /** Kinds of parameters, as TensorBoard numbers them. */
    private enum Kind {
        STRING(1),
        BOOL(2),
        FLOAT64(3);

        private final long number;

        Kind(long number) {
            this.number = number;
        }
    }

    /** Which parameters and metrics there are. */
    static Message experiment(Map<String, ?> parameters, Iterable<String> metrics) {
        Message experiment = new Message();
        parameters.forEach((name, value) ->
                experiment.put(4, new Message().put(1, name).put(4, kind(name, value).number)));
        for (String metric : metrics) {
            experiment.put(5, new Message().put(1, new Message().put(2, metric)));
        }
        return value("_hparams_/experiment", new Message().put(2, experiment));
    }

    static Message start(Map<String, ?> parameters) {
        Message start = new Message();
        parameters.forEach((name, value) ->
                start.put(1, new Message().put(1, name).put(2, plain(name, value))));
        return value("_hparams_/session_start_info", new Message().put(3, start));
    }

    static Message end() {
        return value("_hparams_/session_end_info", new Message().put(4, new Message().put(1, (long) SUCCESS)));
    }

    private static Message value(String tag, Message content) {
        Message plugin = new Message().put(1, PLUGIN).put(2, content);
        return new Message().put(1, tag).put(9, new Message().put(1, plugin));
    }

    private static Kind kind(String name, Object value) {
        if (value instanceof Number) {
            return Kind.FLOAT64;
        }
        if (value instanceof Boolean) {
            return Kind.BOOL;
        }
        if (value instanceof String) {
            return Kind.STRING;
        }
        throw new ArclightException("addHparams: '" + name + "' is a "
                + value.getClass().getSimpleName() + "; expected a number, a boolean or text");
    }

    private static Message plain(String name, Object value) {
        return switch (kind(name, value)) {
            case FLOAT64 -> new Message().put(2, ((Number) value).doubleValue());
            case BOOL -> new Message().put(4, (boolean) value);
            case STRING -> new Message().put(3, (String) value);
        };
    }
}
