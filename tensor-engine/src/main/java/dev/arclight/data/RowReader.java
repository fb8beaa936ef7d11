package dev.arclight.data;

import java.util.Arrays;

/** What readers of rows have in common: buffers, and what becomes of missing and of wrong values. */
abstract class RowReader implements TableReader {
    private final TableSpec spec;
    private ColumnBuffer[] latest;

    /** Which columns have all of the present row. */
    private final boolean[] ended;

    RowReader(TableSpec spec, ColumnBuffer... empty) {
        this.spec = spec;
        latest = empty;
        ended = new boolean[empty.length];
    }

    final TableSpec spec() {
        return spec;
    }

    @Override
    public final TableRows rows() {
        ColumnBuffer[] next = new ColumnBuffer[latest.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = latest[i].next();
        }
        latest = next;
        return new TableRows(spec, next);
    }

    @Override
    public final void read(TableRows rows, int most) {
        while (rows.count() < most && hasRow()) {
            Arrays.fill(ended, false);
            if (readRow(rows)) {
                rows.endRow();
            } else {
                rows.dropRow(ended);
            }
        }
    }

    /** Goes to the next row, of the next file if need be. */
    abstract boolean hasRow();

    /** Puts the present row's values into all columns; false if the row is to be left out. */
    abstract boolean readRow(TableRows rows);

    /** Where the present row is, for messages. */
    abstract String place();

    /** Says that a column has all of the present row. */
    final void end(TableRows rows, int column) {
        rows.buffer(column).endRow();
        ended[column] = true;
    }

    final boolean hasEnded(int column) {
        return ended[column];
    }

    /** Does what is to be done where a value is missing; false if the row is to be left out. */
    final boolean fill(TableRows rows, int column) {
        Missing missing = spec.missing();
        if (missing.skips()) {
            return false;
        }
        ColumnBuffer buffer = rows.buffer(column);
        if (missing.fill().isEmpty()) {
            throw wrong(column, "the value is missing; see missing(…) for filling it or leaving the row out");
        }
        if (buffer.isText()) {
            buffer.put("");
        } else if (buffer.isList() && buffer.width() < 0) {
            throw wrong(column, "the value is missing, and no row before it says how many numbers to fill in");
        } else {
            for (int i = 0; i < Math.max(1, buffer.width()); i++) {
                buffer.put(missing.fill().getAsDouble());
            }
        }
        end(rows, column);
        return true;
    }

    final DataFormatException wrong(int column, String what) {
        return new DataFormatException(place() + ", column \"" + spec.columns().get(column) + "\": " + what);
    }

    final DataFormatException wrong(int column, IllegalArgumentException e) {
        return new DataFormatException(
                place() + ", column \"" + spec.columns().get(column) + "\": " + e.getMessage(), e);
    }
}
