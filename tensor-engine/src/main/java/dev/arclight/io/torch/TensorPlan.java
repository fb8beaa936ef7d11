package dev.arclight.io.torch;

import dev.arclight.tensor.DType;

/**
 * A tensor whose storage has not been read yet; all about it has been checked but whether the file holds the storage.
 *
 * @param offset of the first element from the storage's own beginning, in elements
 */
record TensorPlan(StorageRef storage, DType dtype, int offset, int[] shape, int[] strides, boolean requiresGrad) {}
