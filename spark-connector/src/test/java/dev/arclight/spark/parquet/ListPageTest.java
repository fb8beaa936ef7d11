package dev.arclight.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

class ListPageTest {
    private static final PrimitiveType NUMBER =
            Types.required(PrimitiveTypeName.FLOAT).named("element");

    /** A page of null rows, whose levels are one run each: few bytes, however many rows. */
    private static DataPageV1 nullRows(int rows) {
        ByteBuffer run = ByteBuffer.allocate(16);
        long header = 2L * rows;
        while (header > 0x7f) {
            run.put((byte) (header & 0x7f | 0x80));
            header >>>= 7;
        }
        run.put((byte) header).put((byte) 0).flip();
        int size = run.remaining();
        ByteBuffer page = ByteBuffer.allocate(2 * (size + Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        page.putInt(size).put(run.duplicate()).putInt(size).put(run).flip();
        return new DataPageV1(
                BytesInput.from(page),
                rows,
                page.remaining(),
                Statistics.createStats(NUMBER),
                Encoding.RLE,
                Encoding.RLE,
                Encoding.PLAIN);
    }

    @Test
    void null_rows_have_an_entry_each() {
        ListPage page = new ListPage(2);

        page.begin(nullRows(300), null, 300);

        assertThat(page.rows()).isEqualTo(300);
        assertThat(page.start(299)).isEqualTo(299);
        assertThat(page.level(299)).isZero();
    }

    @Test
    void a_page_of_more_rows_than_its_row_group_has_is_refused_before_room_is_made_for_them() {
        ListPage page = new ListPage(2);

        assertThatThrownBy(() -> page.begin(nullRows(1_000_000_000), null, 300))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining("begins 1000000000 rows")
                .hasMessageContaining("300 left");
        assertThat(page.starts()).isEmpty();
    }
}
