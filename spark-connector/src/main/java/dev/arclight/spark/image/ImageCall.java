package dev.arclight.spark.image;

import dev.arclight.data.DataFormatException;
import dev.arclight.data.transforms.Transform;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A picture's numbers and size, or what is wrong with it; null for a null picture.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class ImageCall extends Expression implements CodegenFallback, Serializable {
    private static final long serialVersionUID = 1L;

    static final String VALUES = "values";
    static final String HEIGHT = "height";
    static final String WIDTH = "width";
    static final String CHANNELS = "channels";
    static final String ERROR = "error";

    /** Of a file in bytes, so that a path to something else does not fill the memory. */
    private static final int LONGEST = 1 << 29;

    private final Seq<Expression> arguments;
    private final ImageSettings settings;
    private final Broadcast<SerializableConfiguration> files;
    private final String column;
    private final boolean fails;
    private transient @Nullable Running running;

    /** What a task keeps from picture to picture. */
    private record Running(List<Transform> steps, RowPosition position) {}

    /**
     * Made once for a call.
     *
     * @param arguments the picture's bytes or path, and where they are bytes perhaps what messages are to call it
     * @param files the settings of file systems
     * @param column what messages call the first argument
     * @param fails whether a bad picture is an error rather than a result
     */
    public ImageCall(
            Seq<Expression> arguments,
            ImageSettings settings,
            Broadcast<SerializableConfiguration> files,
            String column,
            boolean fails) {
        this.arguments = arguments;
        this.settings = settings;
        this.files = files;
        this.column = column;
        this.fails = fails;
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        Running now = running;
        if (now == null) {
            now = new Running(settings.steps(), new RowPosition(RowPosition.Origin.FILTERED));
            running = now;
        }
        now.position.taken();
        Object picture = arguments.apply(0).eval(input);
        InternalRow result = picture == null ? null : read(picture, input, now);
        now.position.passed(1);
        return result;
    }

    private InternalRow read(Object picture, InternalRow input, Running now) {
        try (NumThreads.Scope threads = TaskThreads.open()) {
            String name = name(picture, input);
            byte[] content = picture instanceof UTF8String ? content(name) : (byte[]) picture;
            return row(settings.tensor(content, name, now.steps));
        } catch (ArclightException e) {
            if (fails) {
                ArclightException named = now.position.error(column, 0, String.valueOf(e.getMessage()));
                named.initCause(e);
                throw named;
            }
            return new GenericInternalRow(new Object[] {null, null, null, null, UTF8String.fromString(e.getMessage())});
        }
    }

    private String name(Object picture, InternalRow input) {
        if (picture instanceof UTF8String path) {
            return path.toString();
        }
        Object origin = arguments.length() > 1 ? arguments.apply(1).eval(input) : null;
        return origin == null ? "the picture" : origin.toString();
    }

    private byte[] content(String name) {
        try {
            Path path = new Path(name);
            try (InputStream in = path.getFileSystem(files.value().value()).open(path)) {
                byte[] content = in.readNBytes(LONGEST + 1);
                if (content.length > LONGEST) {
                    throw new DataFormatException(
                            name + ": has more than " + LONGEST + " bytes; expected a picture, which has fewer");
                }
                return content;
            }
        } catch (FileNotFoundException
                | AccessControlException
                | UnsupportedFileSystemException
                | IllegalArgumentException e) {
            throw new DataFormatException(
                    name + ": cannot be read: " + e.getMessage()
                            + "; give the path of a picture file that Spark can reach",
                    e);
        } catch (IOException e) {
            // A fault of the file system says nothing of the picture: the task fails, and Spark tries it again.
            throw new UncheckedIOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private InternalRow row(Tensor image) {
        Object values =
                settings.bytes() ? image.toByteArray() : UnsafeArrayData.fromPrimitiveArray(image.toFloatArray());
        return new GenericInternalRow(new Object[] {values, image.size(1), image.size(2), image.size(0), null});
    }

    @Override
    public DataType dataType() {
        DataType values =
                settings.bytes() ? DataTypes.BinaryType : DataTypes.createArrayType(DataTypes.FloatType, false);
        return new StructType()
                .add(VALUES, values)
                .add(HEIGHT, DataTypes.IntegerType)
                .add(WIDTH, DataTypes.IntegerType)
                .add(CHANNELS, DataTypes.IntegerType)
                .add(ERROR, DataTypes.StringType);
    }

    /** Whether a column holds paths rather than bytes. */
    static boolean isPath(DataType type) {
        return type instanceof StringType;
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public String prettyName() {
        return "arclight_image";
    }

    @Override
    public Seq<Expression> children() {
        return arguments;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new ImageCall(newChildren, settings, files, column, fails);
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> arguments;
            case 1 -> settings;
            case 2 -> files;
            case 3 -> column;
            case 4 -> fails;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ImageCall;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageCall that
                && arguments.equals(that.arguments)
                && settings.equals(that.settings)
                && column.equals(that.column)
                && fails == that.fails;
    }

    @Override
    public int hashCode() {
        return 31 * arguments.hashCode() + settings.hashCode();
    }
}
