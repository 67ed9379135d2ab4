package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final List<Duration> waits = new ArrayList<>();
    private final Retry.Clock clock = new Retry.Clock() {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(Duration time) {
            waits.add(time);
            now += time.toNanos();
        }
    };
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void triesAgainUntilItSucceeds() {
        var result = retryFor(120).call(() -> {
            if (calls.incrementAndGet() < 4) {
                throw answered(503);
            }
            return "stored";
        });

        assertThat(result).isEqualTo("stored");
        assertThat(waits).hasSize(3);
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToTenSeconds() {
        assertThatThrownBy(() -> retryFor(120).call(() -> fail(503))).isInstanceOf(ProblemException.class);

        var seconds = waits.stream().map(wait -> wait.toMillis() / 1000.0).toList();
        assertThat(seconds.get(0)).isBetween(0.1, 0.2);
        assertThat(seconds.get(3)).isBetween(0.8, 1.6);
        assertThat(seconds.get(8)).isBetween(5.0, 10.0);
    }

    @Test
    void givesUpWhenTheTimeIsUp() {
        assertThatThrownBy(() -> retryFor(120).call(() -> fail(503))).isInstanceOf(ProblemException.class);

        assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(120).toNanos());
    }

    @Test
    void doesNotRepeatWhatWillNotChange() {
        assertThatThrownBy(() -> retryFor(120).call(() -> fail(422))).isInstanceOf(ProblemException.class);

        assertThat(calls).hasValue(1);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        retryFor(120).call(() -> {
            if (calls.incrementAndGet() == 1) {
                throw ProblemException.answered(429, problem(), Duration.ofSeconds(7));
            }
            return "";
        });

        assertThat(waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void givesEachOutageItsOwnTime() {
        var retry = retryFor(20);

        retry.call(() -> {
            if (waits.size() < 5) {
                throw answered(503);
            }
            return "";
        });
        var waitsBefore = waits.size();
        assertThatThrownBy(() -> retry.call(() -> fail(503))).isInstanceOf(ProblemException.class);

        assertThat(waits.size() - waitsBefore).isGreaterThan(3);
    }

    private Retry retryFor(int seconds) {
        return new Retry(Duration.ofSeconds(seconds), clock, new Random(1), Retry.Listener.SILENT);
    }

    private String fail(int status) {
        calls.incrementAndGet();
        throw answered(status);
    }

    private static ProblemException answered(int status) {
        return ProblemException.answered(status, problem(), null);
    }

    private static Problem problem() {
        return Problem.of("away", "away", "wait");
    }
}
