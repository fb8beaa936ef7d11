package dev.arclight.data.transforms;

import dev.arclight.data.Images;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * A picture as float32 {@code [C, H, W]} with values from 0 to 1, as {@code torchvision.transforms.ToTensor}. A tensor plays
 * the part of NumPy's array there: uint8 {@code [H, W, C]} or {@code [H, W]} is scaled too, other dtypes are only arranged.
 */
public final class ToTensor implements Transform {
    private static final float[] UNIT = new float[256];

    static {
        for (int i = 0; i < UNIT.length; i++) {
            UNIT[i] = i / 255f;
        }
    }

    @Override
    public Tensor apply(Object image) {
        if (image instanceof Picture picture) {
            return scaled(picture.planes());
        }
        if (image instanceof BufferedImage picture) {
            return scaled(Images.toTensor(picture));
        }
        if (image instanceof Tensor array) {
            if (array.rank() != 2 && array.rank() != 3) {
                throw new ShapeException("ToTensor: a tensor of shape " + array.shape()
                        + "; a picture has the shape [H, W] or [H, W, C]");
            }
            Tensor planes = array.rank() == 2 ? array.unsqueeze(0) : array.permute(2, 0, 1);
            return array.dtype() == DType.UINT8 ? scaled(planes) : planes.contiguous();
        }
        throw new ArclightException("ToTensor: a " + image.getClass().getName()
                + " is no picture; it takes a BufferedImage or a tensor [H, W, C]");
    }

    private static Tensor scaled(Tensor planes) {
        Tensor plain = planes.contiguous();
        byte[] from = plain.storage().bytes();
        int offset = plain.offset();
        Tensor scaled = Tensor.uninitialized(DType.FLOAT32, plain.shape());
        float[] to = scaled.storage().floats();
        int count = plain.numel();
        for (int i = 0; i < count; i++) {
            to[i] = UNIT[from[offset + i] & 0xff];
        }
        return scaled;
    }

    @Override
    public String toString() {
        return "ToTensor()";
    }
}
