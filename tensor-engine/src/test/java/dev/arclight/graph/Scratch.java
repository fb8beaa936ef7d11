package dev.arclight.graph;
import dev.arclight.nn.*; import dev.arclight.nn.Module; import dev.arclight.tensor.*; import dev.arclight.autograd.*;
import java.util.*; import java.lang.management.ManagementFactory;
class Scratch { 
  static void go(String name, Module m, Tensor x) {
    m.eval();
    InferenceSession s = CompiledModel.of(m).newSession();
    Tensor y = s.run(x);
    System.out.println("== "+name+" planned "+s.plannedBytes()); System.out.println(s);
    Arena arena=new Arena();
    var bean=(com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
    Runnable per=()->{ try { var f=InferenceSession.class.getDeclaredField("programs"); f.setAccessible(true); var pr=((Deque<Program>)f.get(s)).peekFirst(); var cf=Program.class.getDeclaredField("calls"); cf.setAccessible(true); var calls=(dev.arclight.kernel.BoundCall[])cf.get(pr); var sf=Program.class.getDeclaredField("steps"); sf.setAccessible(true); var steps=(List<Step>)sf.get(pr);
      for (int i=0;i<calls.length;i++) { long a=bean.getThreadAllocatedBytes(Thread.currentThread().getId()); calls[i].run(); long b=bean.getThreadAllocatedBytes(Thread.currentThread().getId()); if (b>a) System.out.println("   "+steps.get(i).op()+" "+(b-a)+" "+calls[i].getClass()); } } catch (Exception e) { throw new RuntimeException(e);} };
    for (int round=0;round<6;round++) {
      int n=60; long t=System.nanoTime(); for(int i=0;i<n;i++) s.run(x); double c=(System.nanoTime()-t)/1e3/n;
      long a=bean.getThreadAllocatedBytes(Thread.currentThread().getId()); s.run(x); long b=bean.getThreadAllocatedBytes(Thread.currentThread().getId());
      t=System.nanoTime(); try (var g=GradMode.noGrad()) { for(int i=0;i<n;i++) try (var sc=arena.open()) { m.forward(x); } } double e=(System.nanoTime()-t)/1e3/n;
      if (round==5) per.run();
      System.out.printf("compiled %.1f us, eager %.1f us, %.2f x; allocated %d%n", c, e, e/c, b-a);
    }
  }
  public static void main(String[] a) { if (a.length>0) { go("CNN", new Sequential(new Conv2d(1,32,3,1,1), new ReLU(), new MaxPool2d(2), new Conv2d(32,64,3,1,1), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(64*7*7,128), new ReLU(), new Linear(128,10)), Tensor.rand(64,1,28,28)); go("encoder", new TransformerEncoderLayer(256, 4), Tensor.rand(32,16,256)); System.exit(0);} 
    go("MLP", new Sequential(new Flatten(), new Linear(784,128), new ReLU(), new Linear(128,10)), Tensor.rand(64,1,28,28));
    go("MLP1", new Sequential(new Linear(768,3072), new GELU(), new Linear(3072,768)), Tensor.rand(1,768));
    go("CNN", new Sequential(new Conv2d(1,32,3,1,1), new ReLU(), new MaxPool2d(2), new Conv2d(32,64,3,1,1), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(64*7*7,128), new ReLU(), new Linear(128,10)), Tensor.rand(64,1,28,28));
    go("encoder", new TransformerEncoderLayer(256, 4), Tensor.rand(32,16,256));
    go("BN", new Sequential(new Conv2d(8,16,3,1,1), new BatchNorm2d(16), new Sigmoid(), new AvgPool2d(2), new Softmax(1)), Tensor.rand(8,8,16,16));
    System.exit(0);
  }
}
