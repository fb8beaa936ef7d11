package dev.arclight.it.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.data.Images;
import dev.arclight.data.transforms.Functional;
import dev.arclight.data.transforms.InterpolationMode;
import dev.arclight.io.Npy;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Picture files of all kinds, and floating images, beside Pillow's and PyTorch's. */
class PicturesAgreementTest {
    @TempDir
    Path folder;

    @Test
    void filesOfEveryKindBecomeTheRgbThatPillowMakes() throws IOException {
        JsonNode names = Pillow.run(folder, """
                rng = np.random.RandomState(3)
                rgba = rng.randint(0, 256, (37, 29, 4)).astype(np.uint8)
                im = Image.fromarray(rgba, 'RGBA')
                im.save('rgba.png')
                im.convert('RGB').save('rgb.png')
                im.convert('RGB').save('rgb.bmp')
                im.convert('RGB').save('interlaced.png', interlace=1)
                im.convert('L').save('l.png')
                im.convert('L').save('l.bmp')
                im.convert('LA').save('la.png')
                im.convert('RGB').convert('1').save('one.png')
                im.convert('RGB').convert('1').save('one.bmp')
                im.convert('RGB').quantize(200).save('p.png')
                im.convert('RGB').quantize(16).save('p4.png', bits=4)
                im.convert('RGB').quantize(4).save('p2.png', bits=2)
                im.convert('RGB').quantize(60).save('p.gif')
                im.convert('L').save('l.gif')
                im.convert('RGB').quantize(30).save('transparent.png', transparency=3)
                Image.fromarray(rng.randint(0, 65536, (9, 11)).astype(np.uint16)).save('sixteen.png')
                names = ['rgba.png', 'rgb.png', 'rgb.bmp', 'l.png', 'l.bmp', 'la.png', 'one.png', 'one.bmp', 'p.png',
                         'p4.png', 'p2.png', 'p.gif', 'l.gif', 'transparent.png', 'sixteen.png', 'interlaced.png']
                for name in names:
                    np.save(name + '.npy', np.asarray(Image.open(name).convert('RGB')))
                print(json.dumps(names))
                """);
        List<String> different = new ArrayList<>();
        for (JsonNode name : names) {
            Tensor theirs = Npy.load(folder.resolve(name.textValue() + ".npy")).permute(2, 0, 1);
            Tensor ours = Images.toTensor(Images.read(folder.resolve(name.textValue())));
            if (!ours.shape().equals(theirs.shape()) || ours.ne(theirs).any().itemBoolean()) {
                different.add(name.textValue() + ": " + ours.shape() + " beside " + theirs.shape());
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void photographsInJpegAreNearlyThoseOfPillow() throws IOException {
        List<String> names = List.of("china.jpg", "flower.jpg", "bald_eagle.jpeg", "pineapple.jpg");
        List<String> paths = new ArrayList<>();
        for (String name : names) {
            paths.add(Photos.require(name).toString());
        }
        Pillow.run(folder, """
                for n, name in enumerate(sys.argv[1:]):
                    np.save('%d.npy' % n, np.asarray(Image.open(name).convert('RGB')))
                print(json.dumps({}))
                """, paths.toArray(String[]::new));
        for (int n = 0; n < names.size(); n++) {
            Tensor theirs = Npy.load(folder.resolve(n + ".npy")).permute(2, 0, 1);
            Tensor ours = Images.toTensor(Images.read(Path.of(paths.get(n))));
            assertThat(ours.shape()).isEqualTo(theirs.shape());
            // Decoders round colours in ways of their own.
            Tensor distance = ours.toInt().sub(theirs.toInt()).abs();
            assertThat(distance.max().item()).as(names.get(n)).isLessThanOrEqualTo(4);
            assertThat(distance.toDouble().mean().item()).as(names.get(n)).isLessThan(0.5);
        }
    }

    /** Pillow writes Adobe's plain inks; another byte in Adobe's marker makes luma of them. */
    @Test
    void picturesInInksBecomeTheRgbThatPillowMakes() throws IOException {
        Pillow.run(folder, """
                rng = np.random.RandomState(4)
                im = Image.fromarray(rng.randint(0, 256, (6, 8, 4)).astype(np.uint8), 'CMYK').resize((64, 48), Image.BICUBIC)
                im.save('inks.jpg', quality=95)
                data = open('inks.jpg', 'rb').read()
                at = data.index(b'\\xff\\xee\\x00\\x0eAdobe')
                luma = bytearray(data)
                luma[at + 15] = 2
                open('luma.jpg', 'wb').write(luma)
                open('plain.jpg', 'wb').write(data[:at] + data[at + 16:])
                for name in ['inks', 'luma', 'plain']:
                    im = Image.open(name + '.jpg')
                    assert im.mode == 'CMYK', im.mode
                    np.save(name + '.npy', np.asarray(im.convert('RGB')))
                print(json.dumps({}))
                """);
        for (String name : List.of("inks", "luma", "plain")) {
            Tensor ours = Images.toTensor(Images.read(folder.resolve(name + ".jpg")));
            Tensor distance = ours.toInt().sub(read(name).toInt()).abs();
            assertThat(distance.max().item()).as(name).isLessThanOrEqualTo(4);
            assertThat(distance.toDouble().mean().item()).as(name).isLessThan(0.6);
        }
    }

    @Test
    void writtenFilesAreThoseThatPillowReads() throws IOException {
        Tensor planes = Tensor.randint(Generator.seeded(2), 0, 256, 3, 20, 31).toByte();
        Tensor four = Tensor.randint(Generator.seeded(2), 0, 256, 4, 20, 31).toByte();
        Images.write(planes, folder.resolve("a.png"));
        Images.write(planes, folder.resolve("a.bmp"));
        Images.write(four, folder.resolve("four.png"));
        Images.write(planes.select(0, 0), folder.resolve("gray.png"));
        Images.write(planes, folder.resolve("a.jpg"));
        JsonNode modes = Pillow.run(folder, """
                modes = []
                for name in ['a.png', 'a.bmp', 'four.png', 'gray.png', 'a.jpg']:
                    im = Image.open(name)
                    modes.append(im.mode)
                    a = np.asarray(im)
                    np.save(name + '.npy', a if a.ndim == 3 else a[:, :, None])
                print(json.dumps(modes))
                """);
        assertThat(modes.toString()).isEqualTo("[\"RGB\",\"RGB\",\"RGBA\",\"L\",\"RGB\"]");
        assertThat(read("a.png").toByteArray()).isEqualTo(planes.toByteArray());
        assertThat(read("a.bmp").toByteArray()).isEqualTo(planes.toByteArray());
        assertThat(read("four.png").toByteArray()).isEqualTo(four.toByteArray());
        assertThat(read("gray.png").toByteArray()).isEqualTo(planes.select(0, 0).toByteArray());
    }

    private Tensor read(String name) {
        return Npy.load(folder.resolve(name + ".npy")).permute(2, 0, 1);
    }

    @Test
    void floatingImagesAreResizedAsPyTorchInterpolates() throws IOException {
        Tensor image = Tensor.rand(Generator.seeded(7), 2, 3, 37, 50);
        Npy.save(folder.resolve("image.npy"), image);
        Pillow.run(folder, """
                import torch.nn.functional as F
                image = torch.from_numpy(np.load('image.npy'))
                for mode in ['nearest', 'bilinear', 'bicubic']:
                    for antialias in [False, True]:
                        for h, w in [(20, 20), (64, 90), (5, 111)]:
                            extra = {} if mode == 'nearest' else {'align_corners': False, 'antialias': antialias}
                            out = F.interpolate(image, (h, w), mode=mode, **extra)
                            np.save('%s-%s-%d-%d.npy' % (mode, antialias, h, w), out.numpy())
                print(json.dumps({}))
                """);
        for (InterpolationMode mode : InterpolationMode.values()) {
            for (boolean antialias : new boolean[] {false, true}) {
                for (int[] size : new int[][] {{20, 20}, {64, 90}, {5, 111}}) {
                    String name = mode.toString().toLowerCase(Locale.ROOT) + (antialias ? "-True-" : "-False-")
                            + size[0] + "-" + size[1];
                    Tensor theirs = Npy.load(folder.resolve(name + ".npy"));
                    Tensor ours = Functional.resize(image, size[0], size[1], mode, antialias);
                    assertThat(ours.shape()).isEqualTo(theirs.shape());
                    assertThat(ours.sub(theirs).abs().max().item()).as(name).isLessThan(4e-6);
                }
            }
        }
    }

    @Test
    void hueOfFloatingImagesTurnsAsTheJdksColorsDo() {
        Tensor bytes = Tensor.randint(Generator.seeded(5), 0, 256, 3, 40, 40).toByte();
        for (double factor : new double[] {-0.4, -0.1, 0.2, 0.5}) {
            Tensor turned =
                    Functional.adjustHue(bytes.toFloat().div(255), factor).mul(255);
            for (int i = 0; i < 1600; i++) {
                int y = i / 40;
                int x = i % 40;
                float[] hsb = Color.RGBtoHSB(
                        (int) bytes.item(0, y, x), (int) bytes.item(1, y, x), (int) bytes.item(2, y, x), null);
                Color expected = new Color(Color.HSBtoRGB((float) (hsb[0] + factor), hsb[1], hsb[2]));
                int[] channels = {expected.getRed(), expected.getGreen(), expected.getBlue()};
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(turned.item(channel, y, x)).isCloseTo(channels[channel], within(0.51));
                }
            }
        }
    }
}
