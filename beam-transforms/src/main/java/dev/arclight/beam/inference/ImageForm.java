package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.data.Images;
import dev.arclight.data.transforms.Compose;
import dev.arclight.data.transforms.Grayscale;
import dev.arclight.data.transforms.PILToTensor;
import dev.arclight.data.transforms.Resize;
import dev.arclight.data.transforms.ToTensor;
import dev.arclight.data.transforms.Transform;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.TensorSpec;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples that are the bytes of PNG, JPEG, GIF or BMP files: brought to the input's size and channels (1 for grey, 3 for
 * RGB), and to numbers from 0 to 1, or 0 to 255 where the model takes uint8.
 */
record ImageForm() implements InputForm<byte[]> {
    private static final long serialVersionUID = 1L;

    /** As Pillow allows. */
    private static final long MOST_PIXELS = 178_956_970;

    @Override
    public Reader<byte[]> reader(ModelInput input, BeamModelSource folder) {
        int[] extents = input.extents();
        boolean fits = extents.length == 3
                && (extents[0] == 1 || extents[0] == 3)
                && extents[1] != TensorSpec.ANY
                && extents[2] != TensorSpec.ANY
                && (input.dtype() == DType.FLOAT32 || input.dtype() == DType.UINT8);
        if (!fits) {
            throw new ModelFormatException("model '" + folder.location() + "' takes " + input.spec()
                    + ", expected float32 or uint8 of shape [-1, 1 or 3, height, width] to score pictures with");
        }
        List<Transform> steps = new ArrayList<>();
        steps.add(new Resize(extents[1], extents[2]));
        if (extents[0] == 1) {
            steps.add(new Grayscale());
        }
        boolean bytes = input.dtype() == DType.UINT8;
        steps.add(bytes ? new PILToTensor() : new ToTensor());
        Transform pipeline = new Compose(steps);
        return new Reader<>() {
            @Override
            public Numbers read(byte[] example) {
                Tensor planes;
                try {
                    planes = pipeline.tensor(Images.read(example, "the example", MOST_PIXELS));
                } catch (ArclightException e) {
                    throw new ExampleException(String.valueOf(e.getMessage()), e);
                }
                return bytes ? InputForm.of(planes.toByteArray()) : InputForm.of(planes.toFloatArray());
            }

            @Override
            public long tokenCount(byte[] example) {
                return 1;
            }
        };
    }

    @Override
    public long byteSize(byte[] example) {
        return example.length;
    }
}
