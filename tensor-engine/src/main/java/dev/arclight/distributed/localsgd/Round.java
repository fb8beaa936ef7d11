package dev.arclight.distributed.localsgd;

import java.io.Serializable;

/**
 * One averaging round: which steps every partition makes before the next average.
 *
 * @param number counted from 0 over the whole training
 * @param epoch counted from 0
 * @param firstStep the first batch of the epoch's order that belongs to this round
 * @param steps how many batches; a partition with fewer rows than the largest has fewer left, or none
 * @param stepsBefore how many steps of the largest partition came before this round in all epochs
 */
public record Round(int number, int epoch, int firstStep, int steps, long stepsBefore) implements Serializable {
    private static final long serialVersionUID = 1L;
}
