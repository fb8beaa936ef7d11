package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Gather;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.ScatterAdd;

/** Elements picked and placed by their positions. */
public sealed interface TensorIndexing extends TensorBase permits Tensor {
    default Tensor gather(int dim, Tensor index) {
        return Dispatch.run(new Gather(dim), self(), index);
    }

    default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return Dispatch.run(new ScatterAdd(dim), self(), index, source);
    }

    default Tensor indexSelect(int dim, Tensor index) {
        return Dispatch.run(new IndexSelect(dim), self(), index);
    }

    default Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return Dispatch.run(new IndexAdd(dim), self(), index, source);
    }
}
