package io.beitstream.infra.cli;

import static io.beitstream.infra.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.beitstream.infra.demo.SampleImages;
import io.beitstream.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training data that are image events, through the commands. */
class EventDataTest {
    private static final String SMALL =
            """
            {"epochs": 1, "batch_size": 16, "rounds": {"steps": 1}, "augmentation": {"size": 32},
             "task": {"architecture": {"img_size": 32, "embed_dim": 32, "depth": 2, "num_heads": 2}}}
            """;
    private static final List<SampleImages.Sample> SAMPLES = SampleImages.create().subList(0, 4);

    @TempDir private Path directory;

    @Test
    void eventsHaveTheirClassesInAnAttribute() throws Exception {
        Path config = Files.writeString(directory.resolve("small.json"), SMALL);
        Path out = directory.resolve("run");
        Path events = directory.resolve("events.avro");
        String command = "finetune --data %s --out %s --config %s --print-config";
        writeEvents(events, Map.of());
        Outcome none = run(command.formatted(events, out, config));
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .contains("4 of 4 images of " + events + " have no class: give rows a column,");

        assertThat(out.resolve("data")).doesNotExist();

        writeEvents(events, Map.of("label", "kind"));
        Outcome labelled = run(command.formatted(events, out, config));
        assertThat(labelled.code()).as(labelled.err()).isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link"), out.resolve("data"));
        Outcome again = run(command.formatted(link, directory.resolve("other"), config));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("\"kind-0\", \"kind-1\"");
        assertThat(labelled.out()).contains("\"kind-0\", \"kind-1\"");
    }

    private static void writeEvents(Path file, Map<String, String> attributes) throws Exception {
        SpecificData data = SpecificData.getForClass(ImageEvent.class);
        try (DataFileWriter<ImageEvent> writer =
                new DataFileWriter<>(
                        new SpecificDatumWriter<>(ImageEvent.getClassSchema(), data))) {
            writer.create(ImageEvent.getClassSchema(), file.toFile());
            for (int i = 0; i < 4; i++) {
                Map<String, String> numbered = new HashMap<>();
                for (Map.Entry<String, String> each : attributes.entrySet()) {
                    numbered.put(each.getKey(), each.getValue() + "-" + i % 2);
                }
                writer.append(
                        ImageEvent.newBuilder()
                                .setId(SAMPLES.get(i).id())
                                .setBytes(ByteBuffer.wrap(SAMPLES.get(i).bytes()))
                                .setAttributes(numbered)
                                .build());
            }
        }
    }
}
