package dev.arclight.spark.score;

import dev.arclight.io.Signature;
import java.io.Serializable;

/**
 * Makes a network that no model folder can describe: one of several inputs or outputs, or with a forward of its own. It
 * travels to the executors as Java serializes it, and each of them makes one network of it.
 *
 * <pre>{@code
 * record Ranker(long seed) implements NetworkFactory {
 *     public String id() { return "ranker-" + seed; }
 *     public Signature signature() { … }
 *     public Network make() {
 *         Towers towers = new Towers(seed);
 *         return new Network(towers, in -> new Tensor[] {towers.forward(in[0], in[1])});
 *     }
 * }
 * }</pre>
 */
public interface NetworkFactory extends Serializable {
    /** Equal for factories of equal networks, and for no others: executors know networks by it. */
    String id();

    /** What the network reads and gives. */
    Signature signature();

    /** A network with its weights; it is put in evaluation mode. */
    Network make();
}
