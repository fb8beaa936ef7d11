package dev.arclight.op;

import dev.arclight.tensor.Tensor;

/**
 * An op that brings its own computation on the CPU, so that a program can add one in a file of its own. Ops of the
 * engine do not: their kernels are the backend's.
 */
public interface HostOp extends Op {
    /**
     * Computes the outputs. Half-precision tensors arrive and leave as float32.
     *
     * @param inputs of any strides; their types have passed {@link #infer}
     * @param outputs contiguous, of the inferred types, with any content; every element must be written
     */
    void compute(Tensor[] inputs, Tensor[] outputs);
}
