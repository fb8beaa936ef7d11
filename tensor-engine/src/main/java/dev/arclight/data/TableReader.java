package dev.arclight.data;

/** Reads rows of files, one file after the other. */
interface TableReader extends AutoCloseable {
    /** Room for rows of the columns that are read. */
    TableRows rows();

    /**
     * Adds rows, up to {@code most} in all.
     *
     * @throws DataFormatException with file, place and column if one cannot be read
     */
    void read(TableRows rows, int most);

    @Override
    void close();
}
