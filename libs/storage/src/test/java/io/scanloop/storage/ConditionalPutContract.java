package io.scanloop.storage;

import static io.scanloop.storage.Race.race;
import static io.scanloop.storage.Samples.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What every object store promises of puts that depend on what stands: of those that race, one wins. */
interface ConditionalPutContract extends StoreUnderTest {
    int ROUNDS = 20;

    @Test
    default void putsWhereNothingStandsAndOnlyThere() {
        assertThat(store().putIfAbsent("some/key", bytes("first"))).isTrue();
        assertThat(store().putIfAbsent("some/key", bytes("second"))).isFalse();

        assertThat(store().get("some/key").orElseThrow().bytes()).isEqualTo(bytes("first"));
    }

    @Test
    default void aKeyIsFreeAgainOnceDeleted() {
        store().putIfAbsent("some/key", bytes("first"));

        store().delete("some/key");

        assertThat(store().putIfAbsent("some/key", bytes("second"))).isTrue();
    }

    @Test
    default void ofManyThatPutWhereNothingStandsOneWins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var key = "race/" + round;

            var won = race(racer -> store().putIfAbsent(key, bytes("racer " + racer)));

            assertThat(won).as("round %d", round).containsOnlyOnce(true);
            assertThat(store().get(key).orElseThrow().bytes()).isEqualTo(bytes("racer " + won.indexOf(true)));
        }
    }

    @Test
    default void setsWhatIsStillAsItWasRead() {
        store().putIfAbsent("some/key", bytes("1"));
        var read = store().get("some/key").orElseThrow();

        assertThat(store().compareAndSet("some/key", read.version(), bytes("2")))
                .isTrue();
        assertThat(store().compareAndSet("some/key", read.version(), bytes("3")))
                .isFalse();

        assertThat(store().get("some/key").orElseThrow().bytes()).isEqualTo(bytes("2"));
        assertThat(store().get("some/key").orElseThrow().version()).isNotEqualTo(read.version());
    }

    @Test
    default void ofManyThatReadTheSameOneSets() throws Exception {
        store().putIfAbsent("some/key", bytes("start"));
        for (int round = 0; round < ROUNDS; round++) {
            var label = "round " + round + " racer ";
            var read = store().get("some/key").orElseThrow();

            var won = race(racer -> store().compareAndSet("some/key", read.version(), bytes(label + racer)));

            assertThat(won).as("round %d", round).containsOnlyOnce(true);
            assertThat(store().get("some/key").orElseThrow().bytes()).isEqualTo(bytes(label + won.indexOf(true)));
        }
    }

    @Test
    default void noIncrementIsLost() throws Exception {
        store().putIfAbsent("counter", bytes("0"));

        race(racer -> {
            for (int i = 0; i < 10; i++) {
                increment("counter");
            }
            return true;
        });

        assertThat(store().get("counter").orElseThrow().bytes()).isEqualTo(bytes("160"));
    }

    private void increment(String key) {
        boolean done = false;
        while (!done) {
            var read = store().get(key).orElseThrow();
            int next = Integer.parseInt(new String(read.bytes(), UTF_8)) + 1;
            done = store().compareAndSet(key, read.version(), bytes(Integer.toString(next)));
        }
    }

    @Test
    default void writersAndDeletersOfNeighboursDoNotDisturbEachOther() throws Exception {
        var done = race(racer -> {
            for (int i = 0; i < 20; i++) {
                var key = "folder/deeper/" + racer;
                store().putIfAbsent(key, bytes("x"));
                store().delete(key);
            }
            return store().size("folder/deeper/" + racer).isEmpty();
        });

        assertThat(done).containsOnly(true);
    }
}
