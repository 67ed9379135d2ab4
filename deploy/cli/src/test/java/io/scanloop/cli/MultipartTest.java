package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartTest {
    @TempDir
    Path folder;

    @Test
    void putsTheDocumentFirstThenEachFile() throws Exception {
        var body =
                new Multipart("b", "study", Json.object().put("study", "s1"), Map.of("T1", file("T1.nii", "voxels")));

        var text = sent(body.publisher());

        assertThat(text).isEqualTo("""
                        --b
                        Content-Disposition: form-data; name="study"
                        Content-Type: application/json

                        {"study":"s1"}
                        --b
                        Content-Disposition: form-data; name="T1"; filename="T1.nii"
                        Content-Type: application/octet-stream

                        voxels
                        --b--
                        """.replace("\n", "\r\n"));
    }

    @Test
    void knowsItsLengthBeforeItIsSent() throws Exception {
        var body = new Multipart("b", "study", Json.object(), Map.of("T1", file("T1.nii", "x".repeat(100_000))));

        var length = body.publisher().contentLength();

        assertThat(length).isEqualTo(sent(body.publisher()).length());
    }

    @Test
    void namesNoFolderOfTheSender() throws Exception {
        var patient = Files.createDirectory(folder.resolve("Erika Mustermann"));
        Files.writeString(patient.resolve("T1.nii"), "voxels");
        var body = Multipart.of("study", Json.object(), Map.of("T1", patient.resolve("T1.nii")));

        assertThat(sent(body.publisher())).doesNotContain("Mustermann");
    }

    @Test
    void lineEndsAndQuotesInANameCannotStartAnotherPart() throws Exception {
        var body = Multipart.of("study", Json.object(), Map.of("T1\"\r\nX: y", file("T1.nii", "voxels")));

        assertThat(sent(body.publisher())).contains("name=\"T1%22%0D%0AX: y\"");
    }

    @Test
    void theMeterCountsEveryByte() throws Exception {
        var body = Multipart.of("study", Json.object(), Map.of("T1", file("T1.nii", "x".repeat(100_000))));
        var count = new AtomicLong();

        var text = sent(new MeteredBody(body.publisher(), count::addAndGet));

        assertThat(count).hasValue(text.length());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String sent(BodyPublisher publisher) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        var done = new CountDownLatch(1);
        publisher.subscribe(new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer buffer) {
                var chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }

            @Override
            public void onError(Throwable failure) {
                done.countDown();
            }

            @Override
            public void onComplete() {
                done.countDown();
            }
        });
        done.await();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
