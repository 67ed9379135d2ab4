package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scanloop.embedded.FreePort;
import io.scanloop.laptop.Service.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ServiceProcessIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final StopSignal stop = StopSignal.listen();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private Installation installation;
    private DataFolder data;

    @BeforeEach
    void build() throws Exception {
        installation = StandInService.installedIn(root);
        data = DataFolder.claim(root.resolve("data"));
    }

    @AfterEach
    void letGo() {
        stop.close();
        data.close();
    }

    @Test
    void becomesReadyAndStops() {
        var services = start(Map.of());
        var child = onlyChild();

        services.close();

        assertThat(child.isAlive()).isFalse();
        assertThat(said).isEmpty();
    }

    @Test
    void startsAgainWhenItDies() {
        try (var services = start(Map.of())) {
            assertThat(services).isNotNull();

            onlyChild().destroyForcibly();

            await().atMost(LONG).until(() -> said.size() == 2);
            assertThat(said.get(0)).startsWith("stand-in ended with exit code 137 and starts again in 1 s");
            assertThat(said.get(1)).startsWith("stand-in is ready again");
        }
    }

    @Test
    void showsTheEndOfItsLogWhenItCannotStart() {
        assertThatThrownBy(() -> start(Map.of("STAND_IN_FAILS", "yes")))
                .isInstanceOf(LaptopException.class)
                .hasMessageContaining("stand-in ended with exit code 7")
                .hasMessageContaining("the store key was refused");
        assertThat(said).isEmpty();
    }

    @Test
    void aWorkerIsUpWhenItHasPrintedSoAndItsDrainIsNoAlarm() {
        var worker = new Service(
                "stand-in",
                installation.service("pretrain-worker"),
                List.of(),
                Map.of(),
                Readiness.afterPrinting(" started in "),
                Role.WORKER);
        try (var services = RunningServices.start(List.of(worker), installation, data, said::add)) {
            services.awaitReady(stop);

            onlyChild().destroy();

            await().atMost(LONG).until(() -> said.size() == 2);
            assertThat(said.get(0))
                    .startsWith("stand-in was told to stop, saved its work and ended and starts again in 1 s");
            assertThat(said.get(1)).startsWith("stand-in is ready again");
        }
    }

    @Test
    void hasItsSecretsInItsEnvironmentOnly() {
        var service = service(Map.of("STORE_SECRET_KEY", "open-sesame"));

        var child = Children.of(installation, service);

        assertThat(child.environment()).containsEntry("STORE_SECRET_KEY", "open-sesame");
        assertThat(child.command()).noneMatch(word -> word.contains("open-sesame"));
        assertThat(service.toString()).doesNotContain("open-sesame");
    }

    @Test
    void endsWhenItsLauncherIsGone() throws Exception {
        var child = Children.of(installation, service(Map.of())).start();
        assertThat(child.waitFor(2, TimeUnit.SECONDS)).isFalse();

        child.getOutputStream().close(); // what the kernel does when the launcher is killed

        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private RunningServices start(Map<String, String> environment) {
        var running = RunningServices.start(List.of(service(environment)), installation, data, said::add);
        try {
            running.awaitReady(stop);
            return running;
        } catch (LaptopException e) {
            running.close();
            throw e;
        }
    }

    private Service service(Map<String, String> environment) {
        var port = FreePort.preferably(8080);
        var settings = new HashMap<>(environment);
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        return new Service(
                "stand-in",
                installation.service("ingest-service"),
                List.of(),
                settings,
                Readiness.askedAt(port),
                Role.SERVICE);
    }

    private static ProcessHandle onlyChild() {
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }
}
