package dev.arclight.distributed;

/** How the tensors of all workers become one. */
public enum ReduceOp {
    SUM,
    AVG,
    PRODUCT,
    MIN,
    MAX
}
