package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.StateLayout;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * All that a round hands to the next: parameters and the optimizer's memory. Immutable by convention: tasks copy out of it.
 *
 * <p>Where less than float32 travels, partitions do not send their parameters but the difference to those that the round
 * began with: that is small, so its rounding is far below that of the parameters, and errors do not pile up. Running
 * statistics and what the optimizer remembers are sent as they are, in float32: a variance whose rounded difference is too
 * large is negative.
 */
final class TrainingState implements Serializable {
    private static final long serialVersionUID = 4L;

    private transient float[] values;
    private transient long[] counts;
    private transient Wire wire;
    private transient int narrow;

    /**
     * Holds arrays that nobody changes from now on, as {@link StateLayout} lays them out.
     *
     * @param values what is averaged: parameters, running statistics, the optimizer's buffers
     * @param counts what only grows: batches that a layer has seen, steps that the optimizer has made
     */
    TrainingState(float[] values, long[] counts) {
        this(values, counts, Wire.FLOAT32, 0);
    }

    private TrainingState(float[] values, long[] counts, Wire wire, int narrow) {
        this.values = values;
        this.counts = counts;
        this.wire = wire;
        this.narrow = narrow;
    }

    /** A copy of what a layout holds now. */
    static TrainingState of(StateLayout layout) {
        return new TrainingState(layout.values(), layout.counts());
    }

    /** Of what has nothing to hand on. */
    static TrainingState empty() {
        return new TrainingState(new float[0], new long[0]);
    }

    float[] values() {
        return values;
    }

    long[] counts() {
        return counts;
    }

    /** As what the first {@link #narrow} values travel; the others are float32. */
    Wire wire() {
        return wire;
    }

    int narrow() {
        return narrow;
    }

    /**
     * What is sent of this state at the end of a round: itself, or with the differences of parameters to the round's start.
     *
     * @param parameters how many of the values are parameters; they are the first
     */
    TrainingState sent(TrainingState start, Wire as, int parameters) {
        if (as.isExact()) {
            return this;
        }
        float[] sent = values.clone();
        for (int i = 0; i < parameters; i++) {
            sent[i] = values[i] - start.values[i];
        }
        as.round(sent, parameters);
        return new TrainingState(sent, counts, as, parameters);
    }

    /** The state that an average of what was {@link #sent} stands for. */
    TrainingState arrived(TrainingState start, Wire as, int parameters) {
        if (as.isExact()) {
            return this;
        }
        float[] sums = values.clone();
        for (int i = 0; i < parameters; i++) {
            sums[i] = start.values[i] + values[i];
        }
        return new TrainingState(sums, counts);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeByte(wire.code());
        out.writeInt(counts.length);
        for (long count : counts) {
            out.writeLong(count);
        }
        out.writeInt(values.length);
        out.writeInt(narrow);
        wire.write(out, values, 0, narrow);
        Wire.FLOAT32.write(out, values, narrow, values.length);
    }

    private void readObject(ObjectInputStream in) throws IOException {
        wire = Wire.ofCode(in.readByte());
        counts = new long[in.readInt()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        values = new float[in.readInt()];
        narrow = in.readInt();
        wire.read(in, values, 0, narrow);
        Wire.FLOAT32.read(in, values, narrow, values.length);
    }
}
