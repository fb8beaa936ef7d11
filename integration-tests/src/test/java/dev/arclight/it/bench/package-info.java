/**
 * Benchmarks against peers, run by {@code bin/bench NAME}: each public class with a main method is one.
 *
 * <p>They see oneDNN and the official libtorch (through DJL), and never the libtorch that tests use as oracle.
 */
@NullMarked
package dev.arclight.it.bench;

import org.jspecify.annotations.NullMarked;
