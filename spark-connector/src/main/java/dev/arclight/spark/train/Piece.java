package dev.arclight.spark.train;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * A stretch of one contribution's values, on its way to the task that averages this stretch. Made without a copy: many pieces
 * look at one array until they are written.
 */
final class Piece implements Serializable {
    private static final long serialVersionUID = 2L;

    private transient float[] values;
    private transient int from;
    private transient int to;
    private transient double weight;
    private transient Wire wire;
    private transient int narrow;

    /** @param narrow how many of all values, from the first, travel as {@code wire} says; the others are float32 */
    Piece(float[] values, int from, int to, double weight, Wire wire, int narrow) {
        this.values = values;
        this.from = from;
        this.to = to;
        this.weight = weight;
        this.wire = wire;
        this.narrow = narrow;
    }

    /** The weighted mean of two pieces of one stretch. */
    static Piece mean(Piece a, Piece b) {
        double weight = a.weight + b.weight;
        float[] mean = Averaging.mean(a.array(), a.weight / weight, b.array(), b.weight / weight);
        return new Piece(mean, 0, mean.length, weight, Wire.FLOAT32, 0);
    }

    int length() {
        return to - from;
    }

    void copyTo(float[] target, int at) {
        System.arraycopy(values, from, target, at, length());
    }

    private float[] array() {
        if (from == 0 && to == values.length) {
            return values;
        }
        float[] copy = new float[length()];
        copyTo(copy, 0);
        return copy;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeByte(wire.code());
        out.writeDouble(weight);
        out.writeInt(length());
        int border = Math.max(from, Math.min(to, narrow));
        out.writeInt(border - from);
        wire.write(out, values, from, border);
        Wire.FLOAT32.write(out, values, border, to);
    }

    private void readObject(ObjectInputStream in) throws IOException {
        wire = Wire.ofCode(in.readByte());
        weight = in.readDouble();
        to = in.readInt();
        from = 0;
        values = new float[to];
        narrow = in.readInt();
        wire.read(in, values, 0, narrow);
        Wire.FLOAT32.read(in, values, narrow, to);
    }
}
