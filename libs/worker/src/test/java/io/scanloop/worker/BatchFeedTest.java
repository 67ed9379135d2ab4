package io.scanloop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.view.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchFeedTest {
    private static final int COUNT = 40;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void handsOutTheSameBatchesWithAnyNumberOfThreads(int threads) throws InterruptedException {
        List<Long> drawn = drawn(0, threads);

        assertThat(drawn).isEqualTo(drawn(0, 3)).doesNotHaveDuplicates().hasSize(COUNT);
    }

    @Test
    void goesOnInTheMiddleAsIfItHadNotStopped() throws InterruptedException {
        assertThat(drawn(25, 2)).isEqualTo(drawn(0, 4).subList(25, COUNT));
    }

    @Test
    void keepsTheirOrderWhenTheFirstTakesLongest() throws InterruptedException {
        var othersAreMade = new CountDownLatch(2);
        BatchFeed.Maker maker = iteration -> {
            if (iteration == 0) {
                await(othersAreMade);
            } else {
                othersAreMade.countDown();
            }
            return batch(iteration);
        };

        try (var feed = new BatchFeed(maker, 0, 3, 3, 3)) {
            assertThat(number(feed.next())).isZero();
            assertThat(number(feed.next())).isEqualTo(1);
            assertThat(number(feed.next())).isEqualTo(2);
            assertThat(feed.waitedNanos()).isPositive();
            assertThatThrownBy(feed::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("iteration 3");
        }
    }

    @Test
    void makesNoMoreAheadThanItMay() throws InterruptedException {
        var made = new AtomicInteger();
        try (var feed = new BatchFeed(
                iteration -> {
                    made.incrementAndGet();
                    return batch(iteration);
                },
                0,
                100,
                4,
                3)) {
            feed.next();

            assertThat(made.get()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void makesNothingAnymoreOnceItIsClosed() {
        var begun = new CountDownLatch(1);
        var isMaking = new AtomicInteger();
        try (var feed = new BatchFeed(
                iteration -> {
                    isMaking.incrementAndGet();
                    begun.countDown();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    isMaking.decrementAndGet();
                    return batch(iteration);
                },
                0,
                100,
                2,
                100)) {
            await(begun);
            assertThat(feed.waitedNanos()).isZero();
        }

        assertThat(isMaking).hasValue(0);
    }

    @Test
    void passesOnWhatWentWrong() {
        try (var feed = new BatchFeed(
                iteration -> {
                    throw new IllegalArgumentException("study x");
                },
                0,
                2,
                1,
                2)) {
            assertThatThrownBy(feed::next)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("study x");
        }
    }

    private static List<Long> drawn(long begin, int threads) throws InterruptedException {
        var drawn = new ArrayList<Long>();
        BatchFeed.Maker maker =
                iteration -> batch(new Draws(3, iteration).of("crop", 0).nextLong());
        try (var feed = new BatchFeed(maker, begin, COUNT, threads, 4)) {
            for (long i = begin; i < COUNT; i++) {
                drawn.add(number(feed.next()));
            }
        }
        return drawn;
    }

    private static Batch batch(long number) {
        return new Batch(Map.of("number", HostTensor.of(new long[] {number}, 1)), Map.of());
    }

    private static long number(Batch batch) {
        return batch.inputs().get("number").asLongs()[0];
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
