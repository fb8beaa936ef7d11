package dev.arclight.io;

import dev.arclight.nn.AdaptiveAvgPool1d;
import dev.arclight.nn.AdaptiveAvgPool2d;
import dev.arclight.nn.AdaptiveAvgPool3d;
import dev.arclight.nn.AdaptiveMaxPool1d;
import dev.arclight.nn.AdaptiveMaxPool2d;
import dev.arclight.nn.AdaptiveMaxPool3d;
import dev.arclight.nn.AlphaDropout;
import dev.arclight.nn.AvgPool1d;
import dev.arclight.nn.AvgPool2d;
import dev.arclight.nn.AvgPool3d;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.BatchNorm3d;
import dev.arclight.nn.CELU;
import dev.arclight.nn.ChannelShuffle;
import dev.arclight.nn.CircularPad1d;
import dev.arclight.nn.CircularPad2d;
import dev.arclight.nn.CircularPad3d;
import dev.arclight.nn.ConstantPad1d;
import dev.arclight.nn.ConstantPad2d;
import dev.arclight.nn.ConstantPad3d;
import dev.arclight.nn.Conv1d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Conv3d;
import dev.arclight.nn.ConvOptions;
import dev.arclight.nn.ConvTranspose1d;
import dev.arclight.nn.ConvTranspose2d;
import dev.arclight.nn.ConvTranspose3d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Dropout1d;
import dev.arclight.nn.Dropout2d;
import dev.arclight.nn.Dropout3d;
import dev.arclight.nn.ELU;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.FeatureAlphaDropout;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.GELU;
import dev.arclight.nn.GLU;
import dev.arclight.nn.GRU;
import dev.arclight.nn.GroupNorm;
import dev.arclight.nn.Hardshrink;
import dev.arclight.nn.Hardsigmoid;
import dev.arclight.nn.Hardswish;
import dev.arclight.nn.Hardtanh;
import dev.arclight.nn.Identity;
import dev.arclight.nn.InstanceNorm1d;
import dev.arclight.nn.InstanceNorm2d;
import dev.arclight.nn.InstanceNorm3d;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.LeakyReLU;
import dev.arclight.nn.Linear;
import dev.arclight.nn.LocalResponseNorm;
import dev.arclight.nn.LogSigmoid;
import dev.arclight.nn.LogSoftmax;
import dev.arclight.nn.MaxPool1d;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.MaxPool3d;
import dev.arclight.nn.Mish;
import dev.arclight.nn.Module;
import dev.arclight.nn.Normalize;
import dev.arclight.nn.PReLU;
import dev.arclight.nn.PixelShuffle;
import dev.arclight.nn.PixelUnshuffle;
import dev.arclight.nn.PositionalEmbedding;
import dev.arclight.nn.Quantizable;
import dev.arclight.nn.RMSNorm;
import dev.arclight.nn.RNN;
import dev.arclight.nn.RReLU;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.ReLU6;
import dev.arclight.nn.RecurrentOptions;
import dev.arclight.nn.ReflectionPad1d;
import dev.arclight.nn.ReflectionPad2d;
import dev.arclight.nn.ReflectionPad3d;
import dev.arclight.nn.ReplicationPad1d;
import dev.arclight.nn.ReplicationPad2d;
import dev.arclight.nn.ReplicationPad3d;
import dev.arclight.nn.SELU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.SiLU;
import dev.arclight.nn.Sigmoid;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.Softmax2d;
import dev.arclight.nn.Softmin;
import dev.arclight.nn.Softplus;
import dev.arclight.nn.Softshrink;
import dev.arclight.nn.Softsign;
import dev.arclight.nn.Tanh;
import dev.arclight.nn.Tanhshrink;
import dev.arclight.nn.Threshold;
import dev.arclight.nn.ToDtype;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.nn.Unflatten;
import dev.arclight.nn.ZeroPad1d;
import dev.arclight.nn.ZeroPad2d;
import dev.arclight.nn.ZeroPad3d;
import dev.arclight.tensor.DType;
import java.util.List;

/** A network of every layer that a model folder knows. */
final class EveryLayer {
    private EveryLayer() {}

    static Module network() {
        return new Sequential(
                new ToDtype(DType.FLOAT32, true),
                new Unflatten(1, 1, 28, -1),
                new Normalize(0.2860, 0.3530),
                new Conv2d(1, 4, 3, 2, 1, 1, 1, false),
                new Conv2d(4, 4, 3, 1, 1, 2, 2, true),
                new ReLU6(),
                new LeakyReLU(0.5),
                new ELU(0.5),
                new CELU(0.5),
                new SELU(),
                new SiLU(),
                new Mish(),
                new LogSigmoid(),
                new Softplus(0.5, 0.5),
                new Softsign(),
                new Softmin(-1),
                new LogSoftmax(-1),
                new Hardswish(),
                new Hardsigmoid(),
                new Hardtanh(0.5, 0.5),
                new Hardshrink(0.5),
                new Softshrink(0.5),
                new Tanhshrink(),
                new Threshold(0.5, 0.5),
                new GLU(-1),
                new RReLU(0.1, 0.3),
                new PReLU(3, 0.1),
                new BatchNorm1d(3, 1e-4, 0.2, true, false),
                new BatchNorm2d(3, 1e-4, null, true, true),
                new BatchNorm3d(3, 1e-4, 0.2, false, true),
                new InstanceNorm1d(3, 1e-4, 0.2, true, false),
                new InstanceNorm2d(3, 1e-4, null, true, true),
                new InstanceNorm3d(3, 1e-4, 0.2, false, true),
                new LayerNorm(new int[] {3, 2}, 1e-4, true, false),
                new LayerNorm(4),
                new RMSNorm(new int[] {3}, 1e-4, true),
                new RMSNorm(new int[] {3}, null, false),
                new GroupNorm(2, 4),
                new Embedding(5, 3, 1),
                new Embedding(5, 3, null, 2.0, 1, false),
                new RNN(
                        3,
                        4,
                        RNN.options()
                                .nonlinearity(RecurrentOptions.Nonlinearity.RELU)
                                .bias(false)),
                new LSTM(
                        3,
                        4,
                        LSTM.options()
                                .numLayers(2)
                                .bidirectional(true)
                                .projSize(2)
                                .batchFirst(true)),
                new GRU(3, 4, GRU.options().dropout(0.1)),
                new Conv1d(ConvOptions.of(4, 6, 3).stride(2).dilation(2)),
                new Conv2d(ConvOptions.of(4, 6, 3, 2)
                        .stride(1, 2)
                        .padding(1, 0)
                        .groups(2)
                        .bias(false)),
                new Conv3d(2, 3, 2),
                new ConvTranspose1d(3, 2, 4, 2, 1),
                new ConvTranspose2d(ConvOptions.of(4, 2, 3).stride(2).outputPadding(1)),
                new MaxPool1d(2),
                new MaxPool2d(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 0}, new int[] {1, 2}, true),
                new MaxPool3d(2),
                new AvgPool1d(3, 1, 1),
                new AvgPool2d(new int[] {2, 3}, new int[] {1}, new int[] {0}, true, false, 4),
                new AvgPool3d(2),
                new AdaptiveAvgPool1d(2),
                new AdaptiveAvgPool2d(1, -1),
                new AdaptiveAvgPool3d(2),
                new AdaptiveMaxPool1d(2),
                new AdaptiveMaxPool2d(1),
                new AdaptiveMaxPool3d(1, 2, -1),
                new MaxPool2d(2, 2, 1),
                new Flatten(),
                new Sequential(new Linear(8, 5, false), new GELU(), new Tanh()),
                new Sigmoid(),
                new Identity(),
                new ReLU(),
                new PositionalEmbedding(4, 6),
                new TransformerEncoderLayer(
                        6,
                        2,
                        TransformerOptions.defaults()
                                .dimFeedforward(8)
                                .activation("gelu")
                                .batchFirst(true)),
                new TransformerEncoderLayer(
                        4,
                        1,
                        TransformerOptions.defaults()
                                .dimFeedforward(3)
                                .normFirst(true)
                                .bias(false)),
                new TransformerEncoderLayer(4, 2, TransformerOptions.defaults().dimFeedforward(5))
                        .withInt8(List.of("linear2", "self_attn", "self_attn.out_proj")),
                int8(new Embedding(5, 3, 1)),
                new EmbeddingBag(5, 3, EmbeddingBagMode.MAX, true, 1),
                int8(new EmbeddingBag(5, 3)),
                int8(new LSTM(
                        3, 4, LSTM.options().numLayers(2).bidirectional(true).projSize(2))),
                int8(new GRU(3, 4, GRU.options().bias(false))),
                int8(new Linear(5, 4)),
                int8(new Linear(4, 3, false)),
                new Dropout(0.25),
                new Dropout1d(0.25),
                new Dropout2d(0.25),
                new Dropout3d(0.25),
                new AlphaDropout(0.25),
                new PixelShuffle(2),
                new PixelUnshuffle(2),
                new ChannelShuffle(2),
                new FeatureAlphaDropout(0.25),
                new LocalResponseNorm(3, 0.5, 0.75, 2),
                new Softmax2d(),
                new ConvTranspose3d(2, 4, 3),
                new CircularPad1d(1, 1),
                new CircularPad2d(1, 1, 1, 1),
                new CircularPad3d(1, 1, 1, 1, 1, 1),
                new ReflectionPad1d(1, 1),
                new ReflectionPad2d(1, 1, 1, 1),
                new ReflectionPad3d(1, 1, 1, 1, 1, 1),
                new ReplicationPad1d(1, 1),
                new ReplicationPad2d(1, 1, 1, 1),
                new ReplicationPad3d(1, 1, 1, 1, 1, 1),
                new ZeroPad1d(-1, 0),
                new ZeroPad2d(-1, 0, 1, -1),
                new ZeroPad3d(-1, 0, 1, -1, 0, 1),
                new ConstantPad1d(2, -1.5),
                new ConstantPad2d(2, -1.5),
                new ConstantPad3d(2, -1.5),
                new Softmax(-1));
    }

    private static <M extends Module & Quantizable> M int8(M layer) {
        layer.toInt8();
        return layer;
    }
}
