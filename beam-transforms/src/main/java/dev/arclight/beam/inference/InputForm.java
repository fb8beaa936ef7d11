package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import java.io.Serializable;

/**
 * How examples of a type become a model's input. Travels inside the pipeline.
 *
 * @param <T> an example
 */
interface InputForm<T> extends Serializable {
    /** What this form needs of a model, made when it is loaded. @throws Exception if the model does not fit the form */
    Reader<T> reader(ModelInput input, BeamModelSource folder) throws Exception;

    long byteSize(T example);

    /** Reads examples for one model. Safe for use by many threads. */
    interface Reader<T> {
        /** An example as numbers. @throws ExampleException if it does not fit the model */
        Numbers read(T example);

        /** How many tokens an example has. */
        default long tokenCount(T example) {
            return read(example).count();
        }
    }

    /** The numbers of one example. */
    interface Numbers {
        int count();

        void write(TensorBuffer to, int at);
    }

    /** Numbers of a Java array, which is not copied. */
    static Numbers of(float[] values) {
        return new Numbers() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public void write(TensorBuffer to, int at) {
                to.put(values, at);
            }
        };
    }

    static Numbers of(double[] values) {
        return new Numbers() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public void write(TensorBuffer to, int at) {
                to.put(values, at);
            }
        };
    }

    static Numbers of(int[] values) {
        return new Numbers() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public void write(TensorBuffer to, int at) {
                to.put(values, at);
            }
        };
    }

    static Numbers of(long[] values) {
        return new Numbers() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public void write(TensorBuffer to, int at) {
                to.put(values, at);
            }
        };
    }

    static Numbers of(byte[] values) {
        return new Numbers() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public void write(TensorBuffer to, int at) {
                to.put(values, at);
            }
        };
    }
}
