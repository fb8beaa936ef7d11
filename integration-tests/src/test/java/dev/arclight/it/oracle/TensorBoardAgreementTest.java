package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.Python;
import dev.arclight.log.SummaryWriter;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files as TensorBoard's own reader understands them. */
final class TensorBoardAgreementTest {
    private static final String READ = """
            import sys, glob, os
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            from tensorboard.plugins.hparams import plugin_data_pb2
            def read(folder):
                events = EventAccumulator(folder, size_guidance=dict(scalars=0, histograms=0, images=0, tensors=0))
                events.Reload()
                return events
            events = read(sys.argv[1])
            for tag in events.Tags()['scalars']:
                print('scalar', tag, *[(e.step, e.value, e.wall_time > 1.6e9) for e in events.Scalars(tag)])
            for tag in events.Tags()['histograms']:
                for e in events.Histograms(tag):
                    h = e.histogram_value
                    print('histogram', tag, e.step, h.min, h.max, h.num, h.sum, h.sum_squares, sum(h.bucket),
                          len(h.bucket) == len(h.bucket_limit), h.bucket_limit[-1] >= h.max)
            for tag in events.Tags()['images']:
                for e in events.Images(tag):
                    print('image', tag, e.step, e.width, e.height, e.encoded_image_string[1:4].decode())
            for tag in events.Tags()['tensors']:
                for e in events.Tensors(tag):
                    print('text', tag, e.step, e.tensor_proto.string_val[0].decode('utf-8'))
            for folder in sorted(glob.glob(sys.argv[1] + '/*/')):
                below = read(folder)
                for tag in below.Tags()['scalars']:
                    print('below', tag, *[(e.step, e.value) for e in below.Scalars(tag)])
                for tag, content in sorted(below.PluginTagToContent('hparams').items()
                                           if 'hparams' in below._plugin_to_tag_to_content else []):
                    data = plugin_data_pb2.HParamsPluginData.FromString(content)
                    print('hparams', tag, data.WhichOneof('data'),
                          *sorted(p.name + ':' + str(p.type) for p in data.experiment.hparam_infos),
                          *sorted(m.name.tag for m in data.experiment.metric_infos),
                          *sorted(k + '=' + str(v.number_value or v.string_value or v.bool_value)
                                  for k, v in data.session_start_info.hparams.items()),
                          data.session_end_info.status)
            """;

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("lr", 0.1);
        settings.put("name", "sgd");
        settings.put("nesterov", true);
        try (SummaryWriter writer = new SummaryWriter(folder)) {
            writer.addScalar("loss/train", 0.5, 1);
            writer.addScalar("loss/train", 0.25, 2);
            writer.addHistogram("weights", Tensor.of(new float[] {-2, 0, 1, 3}, 4), 5);
            writer.addHistogram("zeros", Tensor.zeros(3), 5);
            writer.addText("note", "größer *als*", 6);
            writer.addImage("noise", Tensor.rand(3, 4, 5), 7);
            writer.addImage("gray", Tensor.zeros(DType.UINT8, 1, 2, 2), 7);
            writer.addScalars("both", Map.of("a", 1), 3);
            writer.addHparams(settings, Map.of("accuracy", 0.75));
        }
        List<String> lines = Python.output(List.of("tensorboard"), folder, null, List.of("-c", READ, folder.toString()))
                .lines()
                .toList();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "scalar loss/train (1, 0.5, True) (2, 0.25, True)",
                        "histogram weights 5 -2.0 3.0 4.0 2.0 14.0 4.0 True True",
                        "histogram zeros 5 0.0 0.0 3.0 0.0 0.0 3.0 True True",
                        "text note/text_summary 6 größer *als*",
                        "image noise 7 5 4 PNG",
                        "image gray 7 2 2 PNG",
                        "below both (3, 1.0)",
                        "below accuracy (0, 0.75)",
                        "hparams _hparams_/experiment experiment lr:3 name:1 nesterov:2 accuracy 0",
                        "hparams _hparams_/session_start_info session_start_info lr=0.1 name=sgd nesterov=True 0",
                        "hparams _hparams_/session_end_info session_end_info 1");
    }
}
