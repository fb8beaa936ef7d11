package dev.arclight.data.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.data.Images;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransformsTest {
    @BeforeEach
    void seed() {
        Generator.manualSeed(17);
    }

    /** Distinct values, uint8 [3, 4, 5]. */
    private static Tensor planes() {
        return Tensor.arange(60).reshape(3, 4, 5).toByte();
    }

    @Test
    void aPictureBecomesPlanesFromZeroToOne() {
        BufferedImage picture = Images.toImage(planes());
        Tensor tensor = new ToTensor().apply(picture);

        assertThat(tensor.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(tensor.shape()).isEqualTo(Shape.of(3, 4, 5));
        assertThat(tensor.toFloatArray()).isEqualTo(planes().toFloat().div(255).toFloatArray());
    }

    @Test
    void anArrayOfPixelsIsArrangedAndScaledIfItIsOfBytes() {
        Tensor pixels = planes().permute(1, 2, 0);

        assertThat(new ToTensor().apply(pixels).toFloatArray())
                .isEqualTo(planes().toFloat().div(255).toFloatArray());
        assertThat(new ToTensor().apply(pixels.toFloat()).toFloatArray())
                .isEqualTo(planes().toFloat().toFloatArray());
        assertThat(new ToTensor().apply(planes().select(0, 0)).shape()).isEqualTo(Shape.of(1, 4, 5));
        assertThatThrownBy(() -> new ToTensor().apply("picture"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> new ToTensor().apply(Tensor.zeros(3))).isInstanceOf(ShapeException.class);
    }

    @Test
    void picturesAndTensorsGoBothWays() {
        for (int channels : new int[] {1, 3, 4}) {
            Tensor planes = Tensor.randint(0, 256, channels, 3, 2).toByte();
            Tensor back = new PILToTensor().apply(Images.toImage(planes));
            assertThat(back.toByteArray()).isEqualTo(planes.toByteArray());
        }
        BufferedImage picture =
                (BufferedImage) new ToPILImage().apply(planes().toFloat().div(255));
        assertThat(Images.toTensor(picture).toByteArray()).isEqualTo(planes().toByteArray());
    }

    @Test
    void aPictureOfAnyKindIsTakenByItsSamples() {
        BufferedImage packed = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        packed.setRGB(0, 0, 0x010203);
        packed.setRGB(1, 0, 0xfffefd);

        assertThat(Images.toTensor(packed).toLongArray()).containsExactly(1, 255, 2, 254, 3, 253);
        BufferedImage part = Images.toImage(planes()).getSubimage(1, 1, 2, 2);
        assertThat(Images.toTensor(part).toByteArray())
                .isEqualTo(planes().narrow(1, 1, 2).narrow(2, 1, 2).toByteArray());
    }

    @Test
    void dtypesAreConvertedWithTheirRange() {
        Tensor bytes = Tensor.of(new long[] {0, 128, 255}, 3).to(DType.UINT8);
        Tensor unit = convert(bytes, DType.FLOAT32);

        assertThat(unit.toFloatArray()).containsExactly(0, 128 / 255f, 1);
        assertThat(convert(unit, DType.UINT8).toLongArray()).containsExactly(0, 128, 255);
        assertThat(convert(bytes, DType.INT16).toLongArray()).containsExactly(0, 16384, 32640);
        assertThat(convert(convert(bytes, DType.INT16), DType.UINT8).toLongArray())
                .containsExactly(0, 128, 255);
        assertThat(convert(unit, DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
        assertThatThrownBy(() -> convert(unit, DType.INT32))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("safely");
    }

    private static Tensor convert(Tensor tensor, DType dtype) {
        return new ConvertImageDtype(dtype).apply(tensor);
    }

    @Test
    void channelsAreNormalizedEach() {
        Tensor image = Tensor.rand(Generator.seeded(1), 2, 3, 4, 5);
        double[] mean = {0.1, 0.2, 0.3};
        double[] std = {0.5, 2, 3};
        Tensor expected = image.sub(Tensor.of(mean, 3, 1, 1).toFloat())
                .div(Tensor.of(std, 3, 1, 1).toFloat());

        assertThat(new Normalize(mean, std).apply(image).toFloatArray()).isEqualTo(expected.toFloatArray());
        Tensor strided = image.transpose(2, 3);
        assertThat(new Normalize(mean, std).apply(strided).toFloatArray())
                .isEqualTo(expected.transpose(2, 3).toFloatArray());
        assertThat(new Normalize(mean, std).apply(image.toDouble()).dtype()).isEqualTo(DType.FLOAT64);
        Tensor copy = image.clone();
        assertThat(new Normalize(mean, std, true).apply(copy)).isSameAs(copy);
        assertThat(copy.toFloatArray()).isEqualTo(expected.toFloatArray());
        assertThat(new Normalize(0.1, 0.5).apply(image).toFloatArray())
                .isEqualTo(image.sub(0.1f).div(0.5f).toFloatArray());
    }

    @Test
    void whatCannotBeNormalizedIsRefused() {
        assertThatThrownBy(() -> new Normalize(0, 0)).hasMessageContaining("division by zero");
        assertThatThrownBy(() -> new Normalize(0, 1).apply(planes())).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> new Normalize(0, 1).apply(Tensor.zeros(4, 5))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new Normalize(new double[2], new double[] {1, 1}).apply(Tensor.zeros(3, 4, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2 means");
        assertThatThrownBy(() -> new Normalize(new double[2], new double[1])).isInstanceOf(ArclightException.class);
    }

    @Test
    void oneNumberIsTheShorterEdge() {
        assertThat(shape(new Resize(8), 3, 20, 31)).isEqualTo(Shape.of(3, 8, 12));
        assertThat(shape(new Resize(8), 3, 31, 20)).isEqualTo(Shape.of(3, 12, 8));
        assertThat(shape(new Resize(8), 3, 8, 8)).isEqualTo(Shape.of(3, 8, 8));
        assertThat(shape(new Resize(8, InterpolationMode.BILINEAR, 10, true), 3, 20, 31))
                .isEqualTo(Shape.of(3, 6, 10));
        assertThat(shape(new Resize(7, 9), 2, 1, 20, 31)).isEqualTo(Shape.of(2, 1, 7, 9));
        assertThatThrownBy(() -> new Resize(0)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new Resize(8, InterpolationMode.BILINEAR, 8, true))
                .hasMessageContaining("maxSize");
        assertThatThrownBy(() -> new Resize(8).apply(Tensor.zeros(3, 4, 5).toLong()))
                .isInstanceOf(DTypeException.class);
    }

    private static Shape shape(Transform transform, int... extents) {
        return transform.tensor(Tensor.rand(Generator.seeded(1), extents)).shape();
    }

    @ParameterizedTest
    @EnumSource(InterpolationMode.class)
    void aFlatPictureStaysFlatInAnySize(InterpolationMode mode) {
        Tensor flat = Tensor.full(DType.UINT8, 77, 1, 6, 9);

        for (int size : new int[] {1, 3, 7, 40}) {
            Tensor resized = Functional.resize(flat, size, size + 2, mode, true);
            assertThat(resized.eq(77).all().itemBoolean()).isTrue();
            assertThat(resized.shape()).isEqualTo(Shape.of(1, size, size + 2));
        }
    }

    @Test
    void aCropReachesBeyondTheEdgeWithZeros() {
        Tensor crop = Functional.crop(planes().narrow(0, 0, 1), -1, 3, 3, 4);

        assertThat(crop.toLongArray()).containsExactly(0, 0, 0, 0, 3, 4, 0, 0, 8, 9, 0, 0);
    }

    @Test
    void theMiddleOfASmallPictureGetsZerosAround() {
        assertThat(new CenterCrop(2, 3).tensor(planes()).select(0, 0).toLongArray())
                .containsExactly(6, 7, 8, 11, 12, 13);
        Tensor padded = new CenterCrop(6, 2).tensor(planes()).select(0, 0);
        assertThat(padded.shape()).isEqualTo(Shape.of(6, 2));
        assertThat(padded.select(0, 0).toLongArray()).containsOnly(0);
    }

    @Test
    void marginsAreValuesOrMirrors() {
        Tensor row = Tensor.of(new long[] {1, 2, 3}, 1, 1, 3).toByte();

        assertThat(padded(row, PaddingMode.CONSTANT, 9)).containsExactly(9, 9, 1, 2, 3, 9);
        assertThat(padded(row, PaddingMode.EDGE)).containsExactly(1, 1, 1, 2, 3, 3);
        assertThat(padded(row, PaddingMode.REFLECT)).containsExactly(3, 2, 1, 2, 3, 2);
        assertThat(padded(row, PaddingMode.SYMMETRIC)).containsExactly(2, 1, 1, 2, 3, 3);
        assertThatThrownBy(() -> Functional.pad(row, new int[] {3, 0, 0, 0}, PaddingMode.REFLECT))
                .isInstanceOf(ShapeException.class);
        assertThat(Functional.pad(row, new int[] {-1, 0, 1, 0}, PaddingMode.CONSTANT, 0)
                        .toLongArray())
                .containsExactly(2, 3, 0);
        Tensor colored = Functional.pad(planes(), new int[] {1}, PaddingMode.CONSTANT, 7, 8, 9);
        assertThat(colored.select(1, 0).select(1, 0).toLongArray()).containsExactly(7, 8, 9);
        assertThatThrownBy(() -> new Pad(1, 2, 3)).hasMessageContaining("3 numbers");
    }

    private static long[] padded(Tensor row, PaddingMode mode, double... fill) {
        return new Pad(new int[] {2, 0, 1, 0}, mode, fill).tensor(row).toLongArray();
    }

    @Test
    void aRandomCropIsAPartOfThePicture() {
        Set<Long> corners = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Tensor crop = new RandomCrop(2).tensor(planes());
            long corner = crop.select(0, 0).item(0, 0) == 0
                    ? 0
                    : (long) crop.select(0, 0).item(0, 0);
            corners.add(corner);
            assertThat(crop.toLongArray())
                    .isEqualTo(Functional.crop(planes(), (int) corner / 5, (int) corner % 5, 2, 2)
                            .toLongArray());
        }
        assertThat(corners).hasSize(12);
        assertThatThrownBy(() -> new RandomCrop(5).tensor(planes())).hasMessageContaining("padIfNeeded");
        assertThat(shape(new RandomCrop(5, 1), 3, 4, 5)).isEqualTo(Shape.of(3, 5, 5));
        assertThat(shape(new RandomCrop(9, 9, new int[0], true, 0, PaddingMode.CONSTANT), 3, 4, 5))
                .isEqualTo(Shape.of(3, 9, 9));
    }

    @Test
    void aThinPictureIsNotMadeLargerThanATensor() {
        for (int[] extents : new int[][] {{3, 1, 1_000_000}, {3, 1_000_000, 1}}) {
            for (DType dtype : new DType[] {DType.UINT8, DType.FLOAT32}) {
                Tensor thin = Tensor.zeros(dtype, extents);
                for (InterpolationMode mode : InterpolationMode.values()) {
                    assertThatThrownBy(() -> new Resize(256, mode).apply(thin))
                            .isInstanceOf(ShapeException.class)
                            .hasMessageContaining("an image of " + extents[1] + " × " + extents[2])
                            .hasMessageContaining("256000000");
                }
            }
        }
        assertThatThrownBy(() -> new Resize(1_000_000, 1_000_000).apply(Tensor.zeros(DType.UINT8, 1, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1000000 × 1000000");
        assertThat(((Tensor) new Resize(1).apply(Tensor.zeros(DType.UINT8, 3, 1, 1_000))).shape())
                .isEqualTo(Shape.of(3, 1, 1_000));
    }

    @Test
    void aRandomResizedCropHasItsSizeAndNoOtherValues() {
        for (int i = 0; i < 50; i++) {
            Tensor image = Tensor.rand(2, 7 + i % 5, 9).mul(0.5).add(0.25);
            Tensor crop = new RandomResizedCrop(6).tensor(image);
            assertThat(crop.shape()).isEqualTo(Shape.of(2, 6, 6));
            assertThat(crop.min().item()).isGreaterThanOrEqualTo(0.25);
            assertThat(crop.max().item()).isLessThanOrEqualTo(0.75);
        }
        // No part of a strip has an allowed shape by chance: the middle is taken.
        assertThat(shape(new RandomResizedCrop(4), 1, 1, 100)).isEqualTo(Shape.of(1, 4, 4));
    }

    @Test
    void flipsMirrorWithTheirProbability() {
        Tensor image = planes();

        assertThat(new RandomHorizontalFlip(1).tensor(image).toLongArray())
                .isEqualTo(image.flip(-1).toLongArray());
        assertThat(new RandomVerticalFlip(1).tensor(image).toLongArray())
                .isEqualTo(image.flip(-2).toLongArray());
        assertThat(new RandomHorizontalFlip(0).tensor(image).toLongArray()).isEqualTo(image.toLongArray());
        int flips = 0;
        for (int i = 0; i < 1000; i++) {
            flips += new RandomHorizontalFlip().tensor(image).item(0, 0, 0) == 4 ? 1 : 0;
        }
        assertThat(flips).isBetween(430, 570);
        assertThatThrownBy(() -> new RandomVerticalFlip(1.5)).isInstanceOf(ArclightException.class);
    }

    @Test
    void quarterTurnsAreExact() {
        Tensor square = Tensor.of(new long[] {1, 2, 3, 4}, 1, 2, 2).toByte();

        assertThat(turned(square, 90)).containsExactly(2, 4, 1, 3);
        assertThat(turned(square, -90)).containsExactly(3, 1, 4, 2);
        assertThat(turned(square, 180)).containsExactly(4, 3, 2, 1);
        assertThat(turned(square, 360)).containsExactly(1, 2, 3, 4);
    }

    private static long[] turned(Tensor image, double degrees) {
        return Functional.rotate(image, degrees, InterpolationMode.NEAREST, false, 0)
                .toLongArray();
    }

    @Test
    void aRotationFillsWhatLiesOutside() {
        Tensor turned = Functional.rotate(planes(), 45, InterpolationMode.NEAREST, false, 100, 110, 120);
        assertThat(turned.select(1, 0).select(1, 0).toLongArray()).containsExactly(100, 110, 120);

        Tensor grown = Functional.rotate(planes(), 45, InterpolationMode.BILINEAR, true, 0);
        assertThat(grown.shape()).isEqualTo(Shape.of(3, 8, 7));
        for (int i = 0; i < 20; i++) {
            assertThat(shape(new RandomRotation(30), 3, 4, 5)).isEqualTo(Shape.of(3, 4, 5));
        }
        assertThatThrownBy(() -> new RandomRotation(-1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void greyPicturesHaveOneChannelOrThreeEqualOnes() {
        assertThat(new Grayscale().tensor(planes()).shape()).isEqualTo(Shape.of(1, 4, 5));
        Tensor three = new Grayscale(3).tensor(planes());
        assertThat(three.select(0, 0).toLongArray())
                .isEqualTo(three.select(0, 2).toLongArray());
        assertThat(new RandomGrayscale(1).tensor(planes()).toLongArray()).isEqualTo(three.toLongArray());
        assertThat(new RandomGrayscale(0).tensor(planes()).toLongArray()).isEqualTo(planes().toLongArray());
        assertThatThrownBy(() -> new Grayscale(2)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new Grayscale().tensor(Tensor.zeros(2, 4, 5))).isInstanceOf(ShapeException.class);
    }

    @Test
    void jitterWithoutAmountsChangesNothing() {
        Tensor image = planes();

        assertThat(new ColorJitter(0, 0, 0, 0).tensor(image)).isSameAs(image);
        Tensor changed = new ColorJitter(0.5, 0.5, 0.5, 0.2).tensor(image);
        assertThat(changed.toLongArray()).isNotEqualTo(image.toLongArray());
        assertThat(changed.dtype()).isEqualTo(DType.UINT8);
        assertThatThrownBy(() -> new ColorJitter(-1, 0, 0, 0)).hasMessageContaining("brightness");
        assertThatThrownBy(() -> new ColorJitter(0, 0, 0, 0.6)).hasMessageContaining("hue");
    }

    @Test
    void jitterStaysWithinItsRange() {
        Tensor gray = Tensor.full(DType.UINT8, 100, 3, 2, 2);
        for (int i = 0; i < 100; i++) {
            double value = new ColorJitter(0.2, 0, 0, 0).tensor(gray).item(0, 0, 0);
            assertThat(value).isBetween(79.0, 120.0);
        }
    }

    @Test
    void adjustmentsOfBatchesAreThoseOfTheirImages() {
        Tensor batch = Tensor.randint(0, 256, 2, 3, 4, 5).toByte();

        for (int i = 0; i < 2; i++) {
            Tensor one = batch.select(0, i);
            assertThat(Functional.adjustContrast(batch, 1.3).select(0, i).toLongArray())
                    .isEqualTo(Functional.adjustContrast(one, 1.3).toLongArray());
            assertThat(Functional.adjustHue(batch, 0.3).select(0, i).toLongArray())
                    .isEqualTo(Functional.adjustHue(one, 0.3).toLongArray());
            assertThat(Functional.rgbToGrayscale(batch, 1).select(0, i).toLongArray())
                    .isEqualTo(Functional.rgbToGrayscale(one, 1).toLongArray());
        }
        assertThatThrownBy(() -> Functional.adjustHue(batch, 0.7)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Functional.adjustSaturation(batch, -1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void aRectangleIsWrittenOver() {
        Tensor image = Tensor.ones(3, 20, 30);
        Tensor erased = new RandomErasing(1).tensor(image);

        double share = erased.eq(0).toFloat().mean().item();
        assertThat(share).isBetween(0.01, 0.36);
        assertThat(image.eq(1).all().itemBoolean()).isTrue();
        assertThat(new RandomErasing(0).tensor(image)).isSameAs(image);
        Tensor random = new RandomErasing(1, new double[] {0.1, 0.2}, new double[] {1, 1}).tensor(image);
        assertThat(random.ne(1).toFloat().mean().item()).isBetween(0.05, 0.25);
        assertThatThrownBy(() -> new RandomErasing(1).apply(Images.toImage(planes())))
                .hasMessageContaining("ToTensor");
    }

    @Test
    void stepsFollowEachOtherAndKeepWhatAPictureIs() {
        BufferedImage picture = Images.toImage(planes());
        Transform transform = new Compose(
                new Resize(8),
                new Lambda(image -> {
                    assertThat(image).isInstanceOf(BufferedImage.class);
                    return image;
                }),
                new CenterCrop(6),
                new RandomApply(List.of(new RandomHorizontalFlip(1)), 1),
                new RandomChoice(List.of(new Grayscale(3), new Grayscale(3))),
                new ToTensor(),
                new Normalize(0.5, 0.5));
        Tensor expected = Functional.resize(planes(), 8, 10, InterpolationMode.BILINEAR, true);
        expected = Functional.centerCrop(expected, 6, 6).flip(-1);
        expected = Functional.rgbToGrayscale(expected, 3)
                .toFloat()
                .div(255)
                .sub(0.5)
                .div(0.5);

        assertThat(transform.tensor(picture).toFloatArray()).isEqualTo(expected.toFloatArray());
        assertThat(new Compose(new CenterCrop(2)).apply(picture)).isInstanceOf(BufferedImage.class);
        assertThatThrownBy(() -> new Compose(new CenterCrop(2)).tensor(picture)).hasMessageContaining("ToTensor");
        assertThat(transform.toString()).startsWith("Compose(\n    Resize(").contains("Normalize(mean=[0.5]");
    }

    @Test
    void chanceDecidesOnStepsAndChoices() {
        int applied = 0;
        int first = 0;
        Transform zero = image -> Tensor.zeros(1);
        Transform one = image -> Tensor.ones(1);
        for (int i = 0; i < 1000; i++) {
            applied +=
                    new RandomApply(List.of(one), 0.3).tensor(Tensor.zeros(1)).item() == 1 ? 1 : 0;
            first += new RandomChoice(List.of(zero, one), 3, 1)
                                    .tensor(Tensor.zeros(1))
                                    .item()
                            == 0
                    ? 1
                    : 0;
        }
        assertThat(applied).isBetween(240, 360);
        assertThat(first).isBetween(690, 810);
        assertThatThrownBy(() -> new RandomChoice(List.of(zero), 1, 2)).isInstanceOf(ArclightException.class);
    }

    @Test
    void theSameGeneratorGivesTheSameTransform() {
        Transform transform = new Compose(
                new RandomResizedCrop(8), new ColorJitter(0.5, 0.5, 0.5, 0.5), new RandomRotation(90), new ToTensor());
        BufferedImage picture = Images.toImage(
                Tensor.randint(Generator.seeded(1), 0, 256, 3, 20, 20).toByte());

        float[] first = drawn(transform, picture, 4);
        assertThat(drawn(transform, picture, 4)).isEqualTo(first);
        assertThat(drawn(transform, picture, 5)).isNotEqualTo(first);
    }

    private static float[] drawn(Transform transform, BufferedImage picture, long seed) {
        try (Generator.Scope scope = Generator.seeded(seed).use()) {
            return transform.tensor(picture).toFloatArray();
        }
    }
}
