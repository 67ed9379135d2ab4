package io.scanloop.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.eval.view.LoopViews;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubscriptionTest {
    private static final int PARTITIONS = 3;
    private static final int HAPPENINGS = 400;

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyClientGetsEveryPointOnceWheneverItComesAndHoweverOftenItIsCut(long seed) {
        var random = new Random(seed);
        var world = new World(random, 2_000 + random.nextInt(20_000));
        var clients = new ArrayList<Client>();

        for (int i = 0; i < HAPPENINGS; i++) {
            world.loop.happen();
            world.hubReads(random.nextInt(3)); // it may lag
            if (clients.size() < 6 && random.nextInt(40) == 0) {
                clients.add(new Client(world.hub, StreamFilter.ALL));
            }
            clients.forEach(client -> live(client, random));
            if (random.nextInt(150) == 0) {
                world.restartHub(clients);
            }
        }
        clients.add(new Client(world.hub, StreamFilter.ALL));
        world.hubReads(Integer.MAX_VALUE);
        clients.forEach(SubscriptionTest::settle);

        assertThat(world.loop.told).isNotEmpty();
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.points).isEqualTo(world.loop.told);
            assertThat(client.events).contains("caught-up");
        });
    }

    private static void live(Client client, Random random) {
        if (!client.isConnected()) {
            if (random.nextInt(3) == 0) {
                client.connect();
            }
        } else if (random.nextInt(15) == 0) {
            client.read(true); // sent, and lost with the connection
            client.cut();
        } else {
            client.read(false);
        }
    }

    private static void settle(Client client) {
        if (!client.isConnected()) {
            client.connect();
        }
        for (int i = 0; i < 10_000 && !client.hasAll(); i++) {
            client.read(false);
        }
        assertThat(client.hasAll()).isTrue();
    }

    @Test
    void aPositionThatTheTopicHasForgottenBeginsAnew() {
        var world = new World(new Random(1), 1 << 20);
        var client = new Client(world.hub, StreamFilter.ALL);
        client.connect();
        settle(client);
        client.cut();
        for (int i = 0; i < 50; i++) {
            world.loop.happen();
        }
        world.hubReads(Integer.MAX_VALUE);
        world.topic.expire();
        client.events.clear();

        settle(client);

        assertThat(client.events).startsWith("reset").contains("caught-up");
    }

    @ParameterizedTest
    @MethodSource("strangePositions")
    void whatIsNoPositionBeginsAnew(String position) {
        var world = new World(new Random(1), 1 << 20);
        var client = new Client(world.hub, StreamFilter.ALL);
        client.lastId = position;

        settle(client);

        assertThat(client.events).startsWith("reset");
    }

    static List<String> strangePositions() {
        return List.of("", "0-0", "nonsense", "0-999999.1-0.2-0");
    }

    @Test
    void aFilterLetsThroughWhatItNames() {
        var world = new World(new Random(3), 1 << 20);
        var dice = new Client(world.hub, StreamFilter.of("brain", null, "validation/"));
        var other = new Client(world.hub, StreamFilter.of("heart", null, null));
        dice.connect();
        other.connect();
        for (int i = 0; i < 100; i++) {
            world.loop.happen();
            world.hubReads(2);
            dice.read(false);
            other.read(false);
        }
        world.hubReads(Integer.MAX_VALUE);
        settle(dice);
        settle(other);

        assertThat(dice.points.keySet()).isNotEmpty().allMatch(point -> point.contains("validation/dice"));
        assertThat(dice.points).hasSize(world.loop.told.size() / 2);
        assertThat(other.points).isEmpty();
    }

    @Test
    void aStepWhosePointsAreLostDoesNotHideTheOthers() {
        var world = new World(new Random(5), 1 << 20);
        for (int i = 0; i < 100; i++) {
            world.loop.happen();
        }
        world.hubReads(Integer.MAX_VALUE);
        var committed = world.views.committed(StreamFilter.ALL);
        world.store.delete(committed.get(0).manifest().key());
        var client = new Client(world.hub, StreamFilter.ALL);

        settle(client);

        var lost = committed.get(0).run() + "/" + committed.get(0).step();
        assertThat(client.winners()).containsKey(lost);
        assertThat(client.points.keySet())
                .isNotEmpty()
                .isEqualTo(world.loop.told.keySet().stream()
                        .filter(point -> !point.startsWith(lost + "/"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aRunThatBeginsWhileAClientComesIsNotMissed() {
        var world = new World(new Random(4), 1 << 20);
        world.whenAskedWhatIsAtWork = () -> {
            world.whenAskedWhatIsAtWork = () -> {};
            for (int i = 0; i < 40; i++) {
                world.loop.happen();
            }
            world.hubReads(Integer.MAX_VALUE);
        };
        var client = new Client(world.hub, StreamFilter.ALL);

        settle(client);

        assertThat(world.loop.told).isNotEmpty();
        assertThat(client.points).isEqualTo(world.loop.told);
    }

    /** A topic, a loop that writes to it, and the hub that reads it. */
    private final class World {
        final TopicInMemory topic;
        final ObjectStore store;
        final LoopViews views = new LoopViews();
        final LoopAtWork loop;
        final StepHistory history;
        final long windowBytes;
        StreamHub hub;
        StreamPosition read = StreamPosition.of(Map.of(), PARTITIONS);
        /** Happens right after a client was told which steps are at work. */
        Runnable whenAskedWhatIsAtWork = () -> {};

        World(Random random, long windowBytes) {
            this.windowBytes = windowBytes;
            store = new DirectoryObjectStore(folder);
            topic = new TopicInMemory(PARTITIONS, random);
            loop = new LoopAtWork(topic, views, store, random);
            history = new StepHistory(store, 1 << 16);
            hub = hub(read);
        }

        private StreamHub hub(StreamPosition start) {
            return new StreamHub(topic, asked(), history, start, windowBytes);
        }

        private LoopHistory asked() {
            return new LoopHistory() {
                @Override
                public List<CommittedStep> committed(StreamFilter filter) {
                    return views.committed(filter);
                }

                @Override
                public Optional<Instant> openSince(StreamFilter filter) {
                    var since = views.openSince(filter);
                    whenAskedWhatIsAtWork.run();
                    return since;
                }
            };
        }

        void hubReads(int records) {
            for (int i = 0; i < records; i++) {
                var one = topic.nextAfter(read, topic.end());
                if (one == null) {
                    return;
                }
                hub.on(one.batch(), one.partition(), one.offset());
                read = read.after(one.partition(), one.offset());
            }
        }

        /** Another replica takes over: it begins at the end of the topic and knows nothing of the clients. */
        void restartHub(List<Client> clients) {
            hub = hub(topic.end());
            read = topic.end().before(StreamHub.WARM_UP);
            clients.forEach(client -> client.movesTo(hub));
        }
    }
}
