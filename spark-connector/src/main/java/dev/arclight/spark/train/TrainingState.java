package dev.arclight.spark.train;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * All that a round hands to the next: parameters and the optimizer's memory. Immutable by convention: tasks copy out of it.
 *
 * <p>Where less than float32 travels, what partitions send is not their state but its difference to the state that the round
 * began with: that is small, so its rounding is far below that of the parameters, and errors do not pile up.
 */
final class TrainingState implements Serializable {
    private static final long serialVersionUID = 3L;

    private transient float[] values;
    private transient long[] counts;
    private transient Wire wire;

    /**
     * Holds arrays that nobody changes from now on, as {@link StateLayout} lays them out.
     *
     * @param values what is averaged: parameters, running statistics, the optimizer's buffers
     * @param counts what only grows: batches that a layer has seen, steps that the optimizer has made
     */
    TrainingState(float[] values, long[] counts) {
        this(values, counts, Wire.FLOAT32);
    }

    private TrainingState(float[] values, long[] counts, Wire wire) {
        this.values = values;
        this.counts = counts;
        this.wire = wire;
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

    Wire wire() {
        return wire;
    }

    /** What is sent of this state at the end of a round: itself, or its difference to the round's start. */
    TrainingState sent(TrainingState start, Wire as) {
        if (as.isExact()) {
            return this;
        }
        float[] differences = new float[values.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = values[i] - start.values[i];
        }
        return new TrainingState(as.rounded(differences), counts, as);
    }

    /** The state that an average of what was {@link #sent} stands for. */
    TrainingState arrived(TrainingState start, Wire as) {
        if (as.isExact()) {
            return this;
        }
        float[] sums = new float[values.length];
        for (int i = 0; i < sums.length; i++) {
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
        wire.write(out, values, 0, values.length);
    }

    private void readObject(ObjectInputStream in) throws IOException {
        wire = Wire.ofCode(in.readByte());
        counts = new long[in.readInt()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        values = wire.read(in, in.readInt());
    }
}
