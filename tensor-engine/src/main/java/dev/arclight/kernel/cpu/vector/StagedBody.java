package dev.arclight.kernel.cpu.vector;

/** The loops of a formula that was cut into stages, one after the other on blocks that stay in the first cache. */
final class StagedBody implements VectorBody {
    /** Elements of a block: with the spans and some rows, a quarter of a first cache of 32 KiB. */
    static final int BLOCK = 512;

    /** More than any formula has; {@code VectorFormulas} are fixed, and a test looks at each. */
    static final int MOST_ROWS = 16;

    /** A thread's rows, since a call for a short span costs less than to allocate them. */
    private static final ThreadLocal<float[]> MEMORY = ThreadLocal.withInitial(() -> new float[MOST_ROWS * BLOCK]);

    private final VectorBody[] stages;
    private final int numbers;

    StagedBody(VectorBody[] stages, int rows, int numbers) {
        if (rows > MOST_ROWS) {
            throw new IllegalStateException("a formula hands on " + rows + " vectors, more than " + MOST_ROWS);
        }
        this.stages = stages;
        this.numbers = numbers;
    }

    @Override
    public void run(
            float[] out,
            int[] flags,
            int outOffset,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            float p,
            float q,
            float r,
            float[] memory,
            int n) {
        float[] handedOn = MEMORY.get();
        int aStep = 1 - (numbers & 1);
        int bStep = 1 - (numbers >> 1 & 1);
        int cStep = 1 - (numbers >> 2 & 1);
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            for (VectorBody stage : stages) {
                stage.run(
                        out,
                        flags,
                        outOffset + i,
                        a,
                        aOffset + i * aStep,
                        b,
                        bOffset + i * bStep,
                        c,
                        cOffset + i * cStep,
                        p,
                        q,
                        r,
                        handedOn,
                        m);
            }
        }
    }
}
