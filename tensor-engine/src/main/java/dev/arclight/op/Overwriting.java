package dev.arclight.op;

/**
 * An op whose result is its first input with some elements replaced. In place, its kernel gets the target both as first
 * input and as output — of any strides then, and to be left alone but for those elements. It must check what it was given
 * before it writes.
 */
public interface Overwriting extends Op {}
