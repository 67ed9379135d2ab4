package io.scanloop.ingest;

import io.scanloop.events.EncodedEvent;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.SegmentedClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A whole intake on a store in memory, with a broker that can be away and a clock that can be moved. */
final class Bench implements Announcer {
    static final String PROJECT = "brain";
    static final InstallationKey KEY =
            new InstallationKey("an installation key of 32 bytes!".getBytes(StandardCharsets.US_ASCII));
    static final ProjectConfiguration TASK = new ProjectConfiguration(
            List.of(new SegmentedClass(1, "organ"), new SegmentedClass(2, "lesion")),
            List.of("T1", "T2"),
            List.of(1.0, 1.0, 1.0),
            null,
            null,
            null,
            null,
            null,
            null);

    final MemoryObjectStore store;
    final List<Event> announced = new CopyOnWriteArrayList<>();
    final Scratch scratch;
    final Ingest ingest;
    volatile boolean isBrokerAway;
    volatile Instant now = Instant.parse("2026-11-01T12:00:00Z");

    Bench(Path folder) {
        this(folder, new MemoryObjectStore());
    }

    Bench(Path folder, MemoryObjectStore store) {
        this.store = store;
        this.scratch = new Scratch(folder.resolve("scratch-" + System.nanoTime()), 1 << 20);
        this.ingest = Ingest.of(store, KEY, this, Duration.ofSeconds(1), NiftiLimits.DEFAULT, new Clock() {
            @Override
            public Instant instant() {
                now = now.plusMillis(1); // no two moments are the same
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
        ingest.installation().verify();
        ingest.projects().configure(PROJECT, TASK, "tester");
    }

    @Override
    public CompletionStage<Void> announce(EncodedEvent event) {
        if (isBrokerAway) {
            return CompletableFuture.failedFuture(new IllegalStateException("the broker is away"));
        }
        announced.add(EventCodec.decode(event.headers(), event.value()).orElseThrow());
        return CompletableFuture.completedFuture(null);
    }

    <E extends Event> List<E> announced(Class<E> type) {
        return announced.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    Receipt<StoredStudy> send(String patient, String study, Map<String, byte[]> files) {
        return send(new StudyRequest(patient, study, null, null), files, StudyIntake.OnConflict.REFUSE);
    }

    Receipt<StoredStudy> send(StudyRequest request, Map<String, byte[]> files, StudyIntake.OnConflict onConflict) {
        var spools = new TreeMap<String, Spool>();
        try {
            files.forEach((contrast, bytes) -> spools.put(contrast, spool(bytes)));
            return ingest.studies().receive(PROJECT, request, spools, onConflict, "tester");
        } finally {
            spools.values().forEach(Spool::close);
        }
    }

    Receipt<LabelSet> label(String study, String annotator, byte[] file, LabelIntake.Acceptance acceptance) {
        try (var spool = spool(file)) {
            return ingest.labels().receive(PROJECT, study, new LabelRequest(annotator), spool, acceptance, "tester");
        }
    }

    Spool spool(byte[] bytes) {
        try {
            return scratch.spool(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
