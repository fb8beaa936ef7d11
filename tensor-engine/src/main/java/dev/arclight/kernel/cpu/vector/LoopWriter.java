package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.vector.ClassWriter.Bytes;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;

/**
 * Makes a loop over spans of a formula, as hidden classes with one method that calls the Vector API and nothing else: one
 * class, or more for a formula of many calls ({@link Stages}).
 *
 * <p>Vectors stay in registers only where every call on them is inlined; one that is not puts each vector into an object
 * and costs ten times as much. C2 always inlines the JDK's own vector methods, and refuses others by their size, by what
 * was inlined before and by whether they were compiled by themselves already, which depends on what else ran. A formula
 * written as methods that call each other was 3 to 10 times slower in some runs than in others (erf 0.9 or 4 ns per
 * element on JDK 17); in one flat method there is nothing to refuse.
 */
final class LoopWriter {
    private static final String ROOM = "dev/arclight/kernel/cpu/vector/";
    private static final String SPECIES = "L" + Expression.API + "VectorSpecies;";
    private static final String DESCRIPTOR = "([F[II[FI[FI[FIFFF[FI)V";

    // Places of the parameters of VectorBody.run and of what comes after them.
    private static final int OUT = 1;
    private static final int FLAGS = 2;
    private static final int OUT_OFFSET = 3;
    private static final int FIRST_OPERAND = 4;
    private static final int FIRST_PARAMETER = 10;
    private static final int MEMORY = 13;
    private static final int COUNT = 14;
    private static final int INDEX = 15;
    private static final int FIRST_NUMBER = 16;
    private static final int FIRST_VECTOR = 19;

    /** Receiver and arguments of the longest call. */
    private static final int STACK = 6;

    private static final int OPERANDS = 3;

    private final ClassWriter pool = new ClassWriter();
    private final Bytes code = new Bytes();
    private final List<Stages.Step> steps;
    private final Stages.Stage stage;
    private final int numbers;

    /** Where the vectors of steps are. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private int free = FIRST_VECTOR;

    private LoopWriter(List<Stages.Step> steps, Stages.Stage stage, int numbers) {
        this.steps = steps;
        this.stage = stage;
        this.numbers = numbers;
    }

    /**
     * The loop of a formula.
     *
     * @param result a {@link Floats}, or a {@link Mask} for a test
     * @param numbers bit k is set where operand k is one number instead of a span
     */
    static VectorBody loop(Expression result, int numbers) {
        Stages stages = new Stages(result instanceof Mask mask ? Ints.of(0).blend(Ints.of(1), mask) : result);
        List<Stages.Stage> cut = stages.cut();
        VectorBody[] bodies = new VectorBody[cut.size()];
        for (int i = 0; i < bodies.length; i++) {
            LoopWriter writer = new LoopWriter(stages.steps(), cut.get(i), numbers);
            bodies[i] = define(writer.write(i == bodies.length - 1 ? stages.result() : -1));
        }
        return bodies.length == 1 ? bodies[0] : new StagedBody(bodies, Stages.rows(cut), numbers);
    }

    private static VectorBody define(byte[] bytes) {
        try {
            MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return made.lookupClass()
                    .asSubclass(VectorBody.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make the loop of a formula", e);
        }
    }

    /** @param result the step whose vector is the formula's, or -1 if a later stage computes it */
    private byte[] write(int result) {
        for (int k = 0; k < OPERANDS; k++) {
            if (isNumber(k)) {
                load(0x19, FIRST_OPERAND + 2 * k); // aload
                load(0x15, FIRST_OPERAND + 2 * k + 1); // iload
                code.one(0x30); // faload
            } else {
                code.one(0x0b); // fconst_0
            }
            load(0x38, FIRST_NUMBER + k); // fstore
        }
        code.one(0x03); // iconst_0
        load(0x36, INDEX); // istore
        int head = code.size();
        load(0x15, INDEX);
        load(0x15, COUNT);
        byte[] before = code.toArray();
        round(result);
        code.one(0x84).one(INDEX).one(FloatVector.SPECIES_PREFERRED.length()); // iinc
        // The condition's three bytes come between.
        code.one(0xa7).two(head - (code.size() - 1 + 3)); // goto
        byte[] all = code.toArray();
        int exit = all.length + 3;
        Bytes whole = new Bytes()
                .all(before)
                .one(0xa2) // if_icmpge
                .two(exit - before.length)
                .all(Arrays.copyOfRange(all, before.length, all.length))
                .one(0xb1); // return
        return pool.write(
                ROOM + "Loop", ROOM + "VectorBody", "run", DESCRIPTOR, STACK, free, whole, frames(head, exit));
    }

    /** One vector of each span. */
    private void round(int result) {
        for (int call : stage.calls()) {
            steps.get(call).inputs().forEach(this::fetch);
            call(call);
            keep(call);
        }
        for (int step : stage.handedOn()) {
            load(0x19, place(step));
            if (steps.get(step).kind() == Stages.Kind.INTS) {
                invoke("Vector", "reinterpretAsFloats", "()" + Expression.FLOAT_VECTOR);
            }
            load(0x19, MEMORY);
            row(step);
            invoke("FloatVector", "intoArray", "([FI)V");
        }
        if (result >= 0) {
            fetch(result);
            boolean flags = steps.get(result).kind() == Stages.Kind.INTS;
            load(0x19, place(result));
            load(0x19, flags ? FLAGS : OUT);
            position(OUT_OFFSET);
            invoke(flags ? "IntVector" : "FloatVector", "intoArray", flags ? "([II)V" : "([FI)V");
        }
    }

    /** Where a vector is that was computed or fetched before. */
    private int place(int step) {
        return Objects.requireNonNull(places.get(step), "a vector is used before it was computed");
    }

    /** Where a step's vector of this round lies in memory that stages share. */
    private void row(int step) {
        int row = Objects.requireNonNull(stage.rows().get(step), "a vector is used that no stage hands on");
        code.one(0x13).two(pool.constant(row * StagedBody.BLOCK)); // ldc_w
        load(0x15, INDEX);
        code.one(0x60); // iadd
    }

    /** Where the first elements of this round lie, given the place of the span's offset. */
    private void position(int offset) {
        load(0x15, offset);
        load(0x15, INDEX);
        code.one(0x60); // iadd
    }

    private boolean isNumber(int operand) {
        return (numbers >> operand & 1) != 0;
    }

    /** Makes sure that a vector is in its place: operands and constants are fetched when first used. */
    private void fetch(int step) {
        if (places.containsKey(step)) {
            return;
        }
        Expression.Source source = steps.get(step).source();
        if (!steps.get(step).isLeaf()) {
            species("FLOATS");
            load(0x19, MEMORY);
            row(step);
            invokeStatic("FloatVector", "fromArray", "(" + SPECIES + "[FI)" + Expression.FLOAT_VECTOR);
            if (steps.get(step).kind() == Stages.Kind.INTS) {
                invoke("Vector", "reinterpretAsInts", "()" + Expression.INT_VECTOR);
            }
        } else if (source instanceof Expression.Operand operand && !isNumber(operand.index())) {
            species("FLOATS");
            load(0x19, FIRST_OPERAND + 2 * operand.index());
            position(FIRST_OPERAND + 2 * operand.index() + 1);
            invokeStatic("FloatVector", "fromArray", "(" + SPECIES + "[FI)" + Expression.FLOAT_VECTOR);
        } else if (source instanceof Expression.IntConstant constant) {
            species("INTS");
            code.one(0x13).two(pool.constant(constant.value()));
            invokeStatic("IntVector", "broadcast", "(" + SPECIES + "I)" + Expression.INT_VECTOR);
        } else {
            species("FLOATS");
            if (source instanceof Expression.Operand operand) {
                load(0x17, FIRST_NUMBER + operand.index()); // fload
            } else if (source instanceof Expression.Parameter parameter) {
                load(0x17, FIRST_PARAMETER + parameter.index());
            } else if (source instanceof Expression.FloatConstant constant) {
                code.one(0x13).two(pool.constant(constant.value()));
            }
            invokeStatic("FloatVector", "broadcast", "(" + SPECIES + "F)" + Expression.FLOAT_VECTOR);
        }
        keep(step);
    }

    /** Takes a vector from the stack to its place. */
    private void keep(int step) {
        load(0x3a, free); // astore
        places.put(step, free++);
    }

    /** Leaves the vector of a call on the stack. */
    private void call(int step) {
        List<Integer> inputs = steps.get(step).inputs();
        if (steps.get(step).source() instanceof Expression.MaskCast cast) {
            load(0x19, place(inputs.get(0)));
            species(cast.toInts() ? "INTS" : "FLOATS");
            invoke("VectorMask", "cast", "(" + SPECIES + ")" + Expression.MASK);
            return;
        }
        Expression.Call call = (Expression.Call) steps.get(step).source();
        for (int i = 0; i < inputs.size(); i++) {
            load(0x19, place(inputs.get(i)));
            if (i == 0 && !call.operator().isEmpty()) {
                String type = call.descriptor().substring(1, call.descriptor().indexOf(';') + 1);
                int field = pool.field(Expression.API + "VectorOperators", call.operator(), operatorType(call, type));
                code.one(0xb2).two(field); // getstatic
            }
        }
        for (int number : call.numbers()) {
            code.one(0x13).two(pool.constant(number));
        }
        code.one(0xb6).two(pool.method(call.owner(), call.name(), call.descriptor())); // invokevirtual
    }

    /** Bitwise operators are declared as associative ones, a kind of binary. */
    private static String operatorType(Expression.Call call, String parameter) {
        return switch (call.operator()) {
            case "AND", "OR", "XOR" -> "L" + Expression.API + "VectorOperators$Associative;";
            default -> parameter;
        };
    }

    private void invoke(String owner, String name, String descriptor) {
        code.one(0xb6).two(pool.method(Expression.API + owner, name, descriptor)); // invokevirtual
    }

    private void species(String name) {
        code.one(0xb2).two(pool.field(ROOM + "VectorLoops", name, SPECIES)); // getstatic
    }

    private void invokeStatic(String owner, String name, String descriptor) {
        code.one(0xb8).two(pool.method(Expression.API + owner, name, descriptor));
    }

    private void load(int instruction, int place) {
        if (place < 256) {
            code.one(instruction).one(place);
        } else {
            code.one(0xc4).one(instruction).two(place); // wide
        }
    }

    /** The types of the locals at the loop's head and, the same, at its exit. */
    private Bytes frames(int head, int exit) {
        Bytes frames = new Bytes().two(2).one(255).two(head).two(FIRST_VECTOR); // full_frame
        frames.one(7).two(pool.type(ROOM + "Loop"));
        frames.one(7).two(pool.type("[F")).one(7).two(pool.type("[I")).one(1);
        for (int k = 0; k < OPERANDS; k++) {
            frames.one(7).two(pool.type("[F")).one(1);
        }
        // Three parameters, the memory of stages, the count and the index, three numbers.
        frames.one(2)
                .one(2)
                .one(2)
                .one(7)
                .two(pool.type("[F"))
                .one(1)
                .one(1)
                .one(2)
                .one(2)
                .one(2);
        return frames.two(0).one(251).two(exit - head - 1); // same_frame_extended
    }
}
