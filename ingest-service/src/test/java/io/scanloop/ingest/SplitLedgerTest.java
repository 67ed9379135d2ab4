package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.EncodedEvent;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.Split;
import io.scanloop.storage.layout.ProjectLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitLedgerTest {
    private static final ProjectLayout PROJECT = new ProjectLayout("brain");

    @TempDir
    Path folder;

    @Test
    void noPatientEverChangesSidesInAHundredThousandArrivalOrders() {
        var random = new Random(1);
        for (int order = 0; order < 100_000; order++) {
            var store = new MemoryObjectStore();
            var replicas = List.of(ledger(store), ledger(store));
            var arrivals = arrivals(random, 5 + random.nextInt(8), 3);

            var sides = new HashMap<String, Split>();
            for (var patient : arrivals) {
                var side = replicas.get(random.nextInt(2))
                        .assign(PROJECT, patient, null)
                        .split();

                assertThat(sides.merge(patient, side, (first, now) -> first)).isEqualTo(side);
            }
            assertThat(sides.values()).contains(Split.values());
        }
    }

    @Test
    void twoReplicasAtOnceAgreeOnEveryPatient() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                var store = new MemoryObjectStore();
                var sides = new ConcurrentHashMap<String, Split>();
                List<Callable<Void>> replicas = new ArrayList<>();
                for (int replica = 0; replica < 2; replica++) {
                    var ledger = ledger(store);
                    var arrivals = arrivals(new Random(2L * round + replica), 200, 2);
                    replicas.add(() -> {
                        for (var patient : arrivals) {
                            var side = ledger.assign(PROJECT, patient, null).split();
                            assertThat(sides.merge(patient, side, (first, now) -> first))
                                    .isEqualTo(side);
                        }
                        return null;
                    });
                }
                for (var done : threads.invokeAll(replicas)) {
                    done.get();
                }

                assertThat(sides).hasSize(200);
                var counts = new EnumMap<Split, Integer>(Split.class);
                sides.values().forEach(side -> counts.merge(side, 1, Integer::sum));
                assertThat(counts.get(Split.TRAIN)).isBetween(130, 150);
                assertThat(counts.get(Split.VALIDATION)).isBetween(15, 25);
                assertThat(counts.get(Split.TEST)).isBetween(35, 45);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void everyTenPatientsHoldSevenOneAndTwo() {
        var ledger = ledger(new MemoryObjectStore());
        for (int block = 0; block < 20; block++) {
            var counts = new HashMap<Split, Integer>();
            for (int i = 0; i < 10; i++) {
                counts.merge(
                        ledger.assign(PROJECT, patient(10 * block + i), null).split(), 1, Integer::sum);
            }

            assertThat(counts).isEqualTo(Map.of(Split.TRAIN, 7, Split.VALIDATION, 1, Split.TEST, 2));
        }
    }

    @Test
    void theSenderMayNameTheSideOnceAndForAll() {
        var ledger = ledger(new MemoryObjectStore());

        assertThat(ledger.assign(PROJECT, patient(1), Split.TEST).split()).isEqualTo(Split.TEST);

        assertThat(ledger.assign(PROJECT, patient(1), null).split()).isEqualTo(Split.TEST);
        assertThatThrownBy(() -> ledger.assign(PROJECT, patient(1), Split.TRAIN))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("split-conflict"));
    }

    @Test
    void aCrashAfterThePlaceWasClaimedCostsNoPlace() {
        var store = new MemoryObjectStore();
        store.failsToPut = key -> key.endsWith("patient.json");
        assertThatThrownBy(() -> ledger(store).assign(PROJECT, patient(1), null))
                .hasMessageContaining("died");

        store.failsToPut = key -> false;
        var afterwards = ledger(store).assign(PROJECT, patient(1), null);

        assertThat(afterwards.slot()).isEqualTo(1);
        assertThat(ledger(store).assign(PROJECT, patient(2), null).slot()).isEqualTo(2);
    }

    @Test
    void aPatientIsAnnouncedOnce() {
        var bench = new Bench(folder);

        bench.send("Ada", "scan 1", Map.of("T1", TinyNifti.of(1, 2)));
        bench.send("Ada", "scan 2", Map.of("T1", TinyNifti.of(3, 4)));

        assertThat(bench.announced(PatientAssigned.class)).hasSize(1);
    }

    private static SplitLedger ledger(MemoryObjectStore store) {
        var installation = new Installation(store, Bench.KEY);
        installation.verify();
        var outbox = new Outbox(store, SplitLedgerTest::acknowledge, Duration.ofSeconds(1), Clock.systemUTC());
        return new SplitLedger(store, installation, outbox, Clock.systemUTC());
    }

    private static CompletableFuture<Void> acknowledge(EncodedEvent event) {
        return CompletableFuture.completedFuture(null);
    }

    /** Each of so many patients several times, in random order. */
    private static List<String> arrivals(Random random, int patients, int times) {
        var arrivals = new ArrayList<String>();
        for (int i = 0; i < patients * times; i++) {
            arrivals.add(patient(i % patients));
        }
        Collections.shuffle(arrivals, random);
        return arrivals;
    }

    private static String patient(int number) {
        var letters = new char[16];
        for (int i = 0; i < 16; i++) {
            letters[i] = (char) ('a' + (number >> i & 1));
        }
        return new String(letters);
    }
}
