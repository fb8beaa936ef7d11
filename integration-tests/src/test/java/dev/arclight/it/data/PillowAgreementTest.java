package dev.arclight.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.data.Images;
import dev.arclight.data.transforms.Functional;
import dev.arclight.data.transforms.InterpolationMode;
import dev.arclight.data.transforms.PaddingMode;
import dev.arclight.io.Npy;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures changed by us and by Pillow, pixel by pixel. */
class PillowAgreementTest {
    @TempDir
    Path folder;

    /** Python's expression for a picture {@code im}, beside ours. */
    private final Map<String, UnaryOperator<Tensor>> cases = new LinkedHashMap<>();

    private void resizes() {
        for (InterpolationMode mode : InterpolationMode.values()) {
            for (int[] size : new int[][] {{224, 224}, {31, 57}, {700, 900}, {1, 1}, {500, 3}, {97, 640}}) {
                cases.put(
                        "im.resize((" + size[1] + ", " + size[0] + "), Image." + mode + ")",
                        image -> Functional.resize(image, size[0], size[1], mode, true));
            }
        }
    }

    private void rotations() {
        for (InterpolationMode mode : InterpolationMode.values()) {
            for (double angle : new double[] {10, -33.3, 90, 135.5, 180, 270, 359, 0.1}) {
                for (boolean expand : new boolean[] {false, true}) {
                    cases.put(
                            "im.rotate(" + angle + ", Image." + mode + ", expand=" + (expand ? "True" : "False") + ")",
                            image -> Functional.rotate(image, angle, mode, expand, 0));
                }
            }
            cases.put(
                    "im.rotate(25, Image." + mode + ", fillcolor=(9, 200, 70))",
                    image -> Functional.rotate(image, 25, mode, false, 9, 200, 70));
        }
    }

    private void colors() {
        cases.put("im.convert('L')", image -> Functional.rgbToGrayscale(image, 1));
        for (double factor : new double[] {0, 0.3, 0.9, 1, 1.5, 4}) {
            cases.put(
                    "ImageEnhance.Brightness(im).enhance(" + factor + ")",
                    image -> Functional.adjustBrightness(image, factor));
            cases.put(
                    "ImageEnhance.Contrast(im).enhance(" + factor + ")",
                    image -> Functional.adjustContrast(image, factor));
            cases.put(
                    "ImageEnhance.Color(im).enhance(" + factor + ")",
                    image -> Functional.adjustSaturation(image, factor));
        }
        for (double factor : new double[] {-0.5, -0.2, 0.01, 0.1, 0.37, 0.5}) {
            cases.put("hue(im, " + factor + ")", image -> Functional.adjustHue(image, factor));
        }
    }

    private void moves() {
        cases.put("im.transpose(Image.FLIP_LEFT_RIGHT)", Functional::hflip);
        cases.put("im.transpose(Image.FLIP_TOP_BOTTOM)", Functional::vflip);
        cases.put("im.crop((-5, 7, 40, 60))", image -> Functional.crop(image, 7, -5, 53, 45));
        cases.put(
                "ImageOps.expand(im, (3, 4, 5, 6), fill=(1, 2, 3))",
                image -> Functional.pad(image, new int[] {3, 4, 5, 6}, PaddingMode.CONSTANT, 1, 2, 3));
        cases.put(
                "im.crop((im.width // 2 - 20, im.height // 2 - 10, im.width // 2 + 20, im.height // 2 + 10))",
                image -> {
                    int top = image.size(1) / 2 - 10;
                    int left = image.size(2) / 2 - 20;
                    return Functional.crop(image, top, left, 20, 40);
                });
    }

    @Test
    void pictureOfRandomPixelsAreChangedAsPillowDoes() throws IOException {
        resizes();
        rotations();
        colors();
        moves();
        List<Path> files = new ArrayList<>();
        for (int[] size : new int[][] {{64, 64}, {65, 131}}) {
            Path file = folder.resolve("random" + size[1] + ".png");
            Images.write(
                    Tensor.randint(Generator.seeded(size[1]), 0, 256, 3, size[0], size[1])
                            .toByte(),
                    file);
            files.add(file);
        }
        compare(files);
    }

    @Test
    void photographsAreChangedAsPillowDoes() throws IOException {
        resizes();
        colors();
        cases.put(
                "im.rotate(17, Image.NEAREST)",
                image -> Functional.rotate(image, 17, InterpolationMode.NEAREST, false, 0));
        cases.put(
                "im.rotate(17, Image.BILINEAR)",
                image -> Functional.rotate(image, 17, InterpolationMode.BILINEAR, false, 0));
        List<Path> files = new ArrayList<>();
        for (String name : List.of("china.jpg", "flower.jpg", "bald_eagle.jpeg", "pineapple.jpg")) {
            // What the two make of a JPEG is another question.
            Path file = folder.resolve(name + ".png");
            Images.write(Images.read(Photos.require(name)), file);
            files.add(file);
        }
        compare(files);
    }

    /** A cubic that is cut off after the point may fall on either side of a whole number; everything else is equal. */
    private static int allowed(String expression) {
        return expression.contains("rotate") && expression.contains("BICUBIC") ? 1 : 0;
    }

    private void compare(List<Path> files) throws IOException {
        List<String> expressions = new ArrayList<>(cases.keySet());
        Files.write(folder.resolve("cases.txt"), expressions);
        List<String> arguments = files.stream().map(Path::toString).toList();
        Pillow.run(folder, """
                def hue(im, factor):
                    h, s, v = im.convert('HSV').split()
                    np_h = np.array(h, dtype=np.uint8)
                    with np.errstate(over='ignore'):
                        np_h += np.uint8(int(factor * 255) & 255)
                    return Image.merge('HSV', (Image.fromarray(np_h, 'L'), s, v)).convert('RGB')
                cases = open('cases.txt').read().splitlines()
                for n, name in enumerate(sys.argv[1:]):
                    im = Image.open(name).convert('RGB')
                    for i, case in enumerate(cases):
                        a = np.asarray(eval(case))
                        np.save('%d-%d.npy' % (n, i), np.ascontiguousarray(a if a.ndim == 3 else a[:, :, None]))
                print(json.dumps({}))
                """, arguments.toArray(String[]::new));
        List<String> different = new ArrayList<>();
        for (int n = 0; n < files.size(); n++) {
            Tensor picture = Images.toTensor(Images.read(files.get(n)));
            for (int i = 0; i < expressions.size(); i++) {
                Tensor theirs = Npy.load(folder.resolve(n + "-" + i + ".npy")).permute(2, 0, 1);
                Tensor ours = cases.get(expressions.get(i)).apply(picture);
                if (!ours.shape().equals(theirs.shape())) {
                    different.add(files.get(n).getFileName() + " " + expressions.get(i) + ": " + ours.shape()
                            + " beside " + theirs.shape());
                    continue;
                }
                Tensor distance = ours.toInt().sub(theirs.toInt()).abs();
                if (distance.max().item() > allowed(expressions.get(i))) {
                    different.add(files.get(n).getFileName() + " " + expressions.get(i) + ": by "
                            + distance.max().item() + " in "
                            + distance.ne(0).sum().itemLong() + " of " + distance.numel());
                }
            }
        }
        assertThat(different).isEmpty();
    }
}
