package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scanloop.events.EncoderStored;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.EncoderManifest;
import io.scanloop.storage.layout.Finetuning;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodersTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @Test
    void weightsAreStoredOnceAndAnnounced() {
        var first = send("swin", TinyWeights.safetensors(1));

        var again = send("swin", TinyWeights.safetensors(1));

        assertThat(first.outcome()).isEqualTo(Outcome.ANNOUNCED);
        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(first.document().format()).isEqualTo("safetensors");
        assertThat(first.document().tensors()).isEqualTo(1);
        assertThat(bench.store.size(first.document().object().key())).isPresent();
        assertThat(bench.announced(EncoderStored.class))
                .singleElement()
                .satisfies(stored -> assertThat(Documents.redeem(bench.store, stored.manifest(), EncoderManifest.class))
                        .isEqualTo(first.document()));
    }

    @Test
    void arraysOfNumpyAreWeightsToo() {
        var numpy = new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

        assertThat(send("swin", TinyWeights.zip("w.npy", numpy)).document().format())
                .isEqualTo("npz");
    }

    @Test
    void aNameStaysWithItsWeights() {
        send("swin", TinyWeights.safetensors(1));

        var refused = refusal("swin", TinyWeights.safetensors(2));

        assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(refused.code()).isEqualTo("other-weights");
    }

    @ParameterizedTest
    @MethodSource("otherFiles")
    void whatIsNoWeightsIsRefused(byte[] file) {
        var refused = refusal("swin", file);

        assertThat(refused.code()).isEqualTo("bad-encoder");
        assertThat(refused.expected()).contains("safetensors", ".npz");
        assertThat(bench.announced(EncoderStored.class)).isEmpty();
    }

    static Stream<byte[]> otherFiles() {
        var whole = TinyWeights.safetensors(1);
        return Stream.of(
                new byte[0],
                "GIF89a and so on and on".getBytes(StandardCharsets.US_ASCII),
                TinyWeights.zip("archive/data.pkl", new byte[] {1, 2, 3}),
                TinyWeights.zip("w.npy", new byte[] {1, 2, 3, 4, 5, 6, 7}),
                Arrays.copyOf(TinyWeights.zip("w.npy", new byte[100]), 60),
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, 20));
    }

    @Test
    void aNameHasAForm() {
        assertThat(refusal("../../etc", TinyWeights.safetensors(1)).code()).isEqualTo("bad-encoder-name");
        assertThat(refusal(null, TinyWeights.safetensors(1)).code()).isEqualTo("bad-encoder-name");
    }

    @Test
    void listsShowThoseThatWereAnnouncedByName() {
        send("swin-b", TinyWeights.safetensors(2));
        send("swin-a", TinyWeights.safetensors(1));
        bench.announced.forEach(bench.ingest.catalog()::on);
        bench.ingest.catalog().complete();

        assertThat(bench.ingest.encoders().list(Bench.PROJECT, "", 10))
                .extracting(EncoderManifest::encoder)
                .containsExactly("swin-a", "swin-b");
        assertThat(bench.ingest.encoders().list(Bench.PROJECT, "swin-a", 10))
                .extracting(EncoderManifest::encoder)
                .containsExactly("swin-b");
    }

    @Test
    void aConfigurationHoldsOnToWhatItNames() {
        send("swin", TinyWeights.safetensors(1));
        var named = Bench.TASK.with(new Finetuning("encoder-only", null, null).startingFrom("swin"));

        var version = bench.ingest
                .projects()
                .configure(Bench.PROJECT, named, "tester")
                .document();

        assertThat(version.encoder())
                .isEqualTo(bench.announced(EncoderStored.class).get(0).manifest());
    }

    @Test
    void aConfigurationNamesNoneThatIsNotThereOrNotUsed() {
        assertThat(configured(Finetuning.DEFAULT.startingFrom("swin")).code()).isEqualTo("unknown-encoder");
        assertThat(configured(new Finetuning("scratch", null, null).startingFrom("swin"))
                        .code())
                .isEqualTo("bad-encoder");
    }

    private Refusal configured(Finetuning finetuning) {
        return catchThrowableOfType(
                        RefusedException.class,
                        () -> bench.ingest.projects().configure(Bench.PROJECT, Bench.TASK.with(finetuning), "tester"))
                .refusal();
    }

    private Receipt<EncoderManifest> send(String name, byte[] file) {
        try (var spool = bench.spool(file)) {
            return bench.ingest.encoders().receive(Bench.PROJECT, new EncoderRequest(name), spool, "tester");
        }
    }

    private Refusal refusal(String name, byte[] file) {
        return catchThrowableOfType(RefusedException.class, () -> send(name, file))
                .refusal();
    }
}
