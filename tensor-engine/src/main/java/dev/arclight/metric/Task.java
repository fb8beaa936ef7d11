package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import java.io.Serializable;

/** What is predicted. */
record Task(Kind kind, int size) implements Serializable {
    private static final long serialVersionUID = 1L;

    enum Kind {
        /** Yes or no. */
        BINARY,
        /** One of several classes. */
        MULTICLASS,
        /** Yes or no to each of several labels. */
        MULTILABEL
    }

    static Task binary() {
        return new Task(Kind.BINARY, 1);
    }

    static Task multiclass(int classes) {
        if (classes < 2) {
            throw new ArclightException("a multiclass metric got " + classes + " classes; expected at least 2");
        }
        return new Task(Kind.MULTICLASS, classes);
    }

    static Task multilabel(int labels) {
        if (labels < 2) {
            throw new ArclightException("a multilabel metric got " + labels + " labels; expected at least 2");
        }
        return new Task(Kind.MULTILABEL, labels);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case BINARY -> "binary";
            case MULTICLASS -> "multiclass, " + size + " classes";
            case MULTILABEL -> "multilabel, " + size + " labels";
        };
    }
}
