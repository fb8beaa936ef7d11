package dev.arclight.kernel.cpu.vector;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the class file of one final class with a constructor and one method, of which {@link LoopWriter} gives the code:
 * as much of the format (JVMS 4) as that takes.
 */
final class ClassWriter {
    private static final int JAVA_17 = 61;

    private final Bytes pool = new Bytes();
    private final Map<Object, Integer> indices = new HashMap<>();
    private int poolSize = 1;

    /** Bytes in the order of class files. */
    static final class Bytes {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Bytes one(int value) {
            try {
                out.writeByte(value);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
        }

        Bytes two(int value) {
            return one(value >> 8).one(value);
        }

        Bytes four(int value) {
            return two(value >>> 16).two(value);
        }

        Bytes all(byte[] values) {
            bytes.writeBytes(values);
            return this;
        }

        Bytes utf(String text) {
            try {
                out.writeUTF(text);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
        }

        int size() {
            return bytes.size();
        }

        byte[] toArray() {
            return bytes.toByteArray();
        }
    }

    private record Key(int tag, Object first, Object second) {}

    private int entry(int tag, Object first, Object second, Bytes content) {
        return indices.computeIfAbsent(new Key(tag, first, second), key -> {
            pool.one(tag).all(content.toArray());
            return poolSize++;
        });
    }

    int utf(String text) {
        return entry(1, text, "", new Bytes().utf(text));
    }

    int constant(int value) {
        return entry(3, value, "", new Bytes().four(value));
    }

    int constant(float value) {
        int bits = Float.floatToRawIntBits(value);
        return entry(4, bits, "", new Bytes().four(bits));
    }

    int type(String name) {
        int text = utf(name);
        return entry(7, text, "", new Bytes().two(text));
    }

    int field(String owner, String name, String descriptor) {
        return member(9, owner, name, descriptor);
    }

    int method(String owner, String name, String descriptor) {
        return member(10, owner, name, descriptor);
    }

    private int member(int tag, String owner, String name, String descriptor) {
        int type = type(owner);
        int first = utf(name);
        int second = utf(descriptor);
        int both = entry(12, first, second, new Bytes().two(first).two(second));
        return entry(tag, type, both, new Bytes().two(type).two(both));
    }

    /** The class file; {@code frames} is the content of the method's StackMapTable. */
    byte[] write(
            String name,
            String implemented,
            String method,
            String descriptor,
            int stack,
            int locals,
            Bytes code,
            Bytes frames) {
        int self = type(name);
        int object = type("java/lang/Object");
        int door = type(implemented);
        Bytes constructor = new Bytes()
                .one(0x2a) // aload_0
                .one(0xb7) // invokespecial
                .two(method("java/lang/Object", "<init>", "()V"))
                .one(0xb1); // return
        Bytes methods = new Bytes().two(2);
        method(methods, 0, "<init>", "()V", 1, 1, constructor, new Bytes().two(0));
        method(methods, 1, method, descriptor, stack, locals, code, frames);
        return new Bytes()
                .four(0xcafebabe)
                .two(0)
                .two(JAVA_17)
                .two(poolSize)
                .all(pool.toArray())
                .two(0x0030) // final, super
                .two(self)
                .two(object)
                .two(1)
                .two(door)
                .two(0)
                .all(methods.toArray())
                .two(0)
                .toArray();
    }

    private void method(
            Bytes out, int access, String name, String descriptor, int stack, int locals, Bytes code, Bytes frames) {
        Bytes content = new Bytes()
                .two(stack)
                .two(locals)
                .four(code.size())
                .all(code.toArray())
                .two(0)
                .two(1)
                .two(utf("StackMapTable"))
                .four(frames.size())
                .all(frames.toArray());
        out.two(access)
                .two(utf(name))
                .two(utf(descriptor))
                .two(1)
                .two(utf("Code"))
                .four(content.size())
                .all(content.toArray());
    }
}
