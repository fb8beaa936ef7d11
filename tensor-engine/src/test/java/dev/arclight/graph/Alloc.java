package dev.arclight.graph;
import dev.arclight.nn.*; import dev.arclight.nn.Module; import dev.arclight.tensor.*; import dev.arclight.autograd.*; import dev.arclight.op.Op; import dev.arclight.op.ViewOp; import dev.arclight.op.Interceptor; import dev.arclight.kernel.*;
import java.lang.management.ManagementFactory; import java.util.*;
class Alloc {
  static void go(String name, Module m, Tensor x) {
    m.eval();
    var bean=(com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean(); long id=Thread.currentThread().getId();
    Map<String,Long> got=new LinkedHashMap<>();
    Interceptor i=new Interceptor() { public Tensor[] call(Op op, Tensor[] in, boolean ip, Call next) { Tensor[] out=next.run(in); if (op instanceof ViewOp||ip) return out; Kernel k=Backends.cpu().kernel(op); k.run(op,in,out); long a=bean.getThreadAllocatedBytes(id); k.run(op,in,out); long b=bean.getThreadAllocatedBytes(id); got.put(op.name()+" "+out[0].shape(), b-a); return out; } };
    try (var g=GradMode.noGrad(); var s=Interception.open(i)) { for (int r=0;r<150;r++) m.forward(x); }
    System.out.println("== "+name); got.forEach((k,v)->System.out.println(k+": "+v));
  }
  public static void main(String[] a) {
    go("MLP", new Sequential(new Flatten(), new Linear(784,128), new ReLU(), new Linear(128,10)), Tensor.rand(64,1,28,28));
    go("CNN", new Sequential(new Conv2d(1,32,3,1,1), new ReLU(), new MaxPool2d(2), new Conv2d(32,64,3,1,1), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(64*7*7,128), new ReLU(), new Linear(128,10)), Tensor.rand(64,1,28,28));
    go("encoder", new TransformerEncoderLayer(256, 4), Tensor.rand(32,16,256));
    go("BN", new Sequential(new Conv2d(8,16,3,1,1), new BatchNorm2d(16), new Sigmoid(), new AvgPool2d(2), new Softmax(1)), Tensor.rand(8,8,16,16));
  }
}
