package dev.arclight.profile;

/** What a profiler watches, as {@code torch.profiler.ProfilerActivity}. */
public enum ProfilerActivity {
    /** Ops, nodes of the backward pass and named parts of the program in the thread that profiles. */
    CPU,

    /** Kernels on a GPU. There is no such backend yet, so asking for it is an error. */
    CUDA
}
