package io.scanloop.ingest;

import io.scanloop.events.EncodedEvent;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Puts a document and announces its event, such that neither is ever there for good without the other.
 *
 * <p>An entry under {@code outbox/} names the document and holds the event. It is written before the document and
 * deleted after the broker acknowledged, so that whatever dies in between, {@link #reconcile} finds it. An entry whose
 * document never came, or was written by somebody else, is dropped.
 */
public final class Outbox {
    static final String PREFIX = "outbox/";
    private static final Pattern ENTRY = Pattern.compile("outbox/[0-9]{13}-[0-9a-f]{8}\\.json");
    /** An entry without its document is given up after this time; a put takes seconds. */
    private static final Duration ORPHANED = Duration.ofMinutes(15);
    /** Younger entries belong to a request that is still at work on them. */
    private static final Duration IN_WORK = Duration.ofSeconds(10);
    /** After a failed announcement, the next one is tried no sooner: requests do not queue for an absent broker. */
    private static final Duration BROKER_PAUSE = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final Announcer announcer;
    private final Duration patience;
    private final Clock clock;
    private volatile Instant brokerAwayUntil = Instant.MIN;

    /**
     * Makes an outbox.
     *
     * @param patience how long an announcement may take before it is left to {@link #reconcile}
     */
    public Outbox(ObjectStore store, Announcer announcer, Duration patience, Clock clock) {
        this.store = store;
        this.announcer = announcer;
        this.patience = patience;
        this.clock = clock;
    }

    /** An event whose document is committed and whose announcement is not yet known to be acknowledged. */
    record Pending(String key, EncodedEvent event) {}

    /**
     * What stands under {@code outbox/}.
     *
     * @param document key of the document whose existence makes the event true
     * @param sha256 SHA-256 of the document as this writer wrote it
     */
    record Entry(String document, String sha256, EncodedEvent event) {}

    /**
     * Puts the document if its key is free, with the promise that the event will be announced.
     *
     * @return what is to be announced, or empty when the key was taken: then nothing happened
     */
    Optional<Pending> commit(String documentKey, byte[] document, Event event) {
        var encoded = EventCodec.encode(event);
        var key = PREFIX
                + "%013d-%s.json"
                        .formatted(clock.millis(), UUID.randomUUID().toString().substring(0, 8));
        store.putIfAbsent(key, Documents.write(new Entry(documentKey, Sha256.of(document), encoded)));
        if (store.putIfAbsent(documentKey, document)) {
            return Optional.of(new Pending(key, encoded));
        }
        store.delete(key);
        return Optional.empty();
    }

    /**
     * Announces a committed event now.
     *
     * @return false when the broker did not acknowledge in time: it will be announced later
     */
    boolean announce(Pending pending) {
        if (clock.instant().isBefore(brokerAwayUntil) || !send(pending.event())) {
            return false;
        }
        store.delete(pending.key());
        return true;
    }

    /**
     * What a walk through the outbox found.
     *
     * @param left entries that wait for a later walk
     * @param unreadable those among them that this version cannot read: someone must look at them
     */
    public record Walk(int left, List<String> unreadable) {}

    /** Announces what earlier requests, of any replica, could not. */
    public Walk reconcile() {
        int left = 0;
        var unreadable = new ArrayList<String>();
        boolean brokerAnswers = true;
        var after = "";
        for (var keys = store.list(PREFIX, after, 1000); !keys.isEmpty(); keys = store.list(PREFIX, after, 1000)) {
            for (var key : keys) {
                after = key;
                if (!ENTRY.matcher(key).matches()) {
                    continue; // what a store leaves of a put that it did not survive
                }
                var age = age(key);
                if (age.compareTo(IN_WORK) < 0 || !brokerAnswers) {
                    left++;
                    continue;
                }
                try {
                    brokerAnswers = settle(key, age);
                    left += brokerAnswers ? 0 : 1;
                } catch (UncheckedIOException | IllegalArgumentException e) {
                    left++;
                    unreadable.add(key);
                }
            }
        }
        return new Walk(left, unreadable);
    }

    /** Whether the entry needs no more care, or false when the broker did not take its event. */
    private boolean settle(String key, Duration age) {
        var entry = Documents.read(store, key, Entry.class);
        if (entry.isEmpty()) {
            return true;
        }
        var document = store.get(entry.get().document());
        boolean isTrue = document.isPresent()
                && Sha256.of(document.get().bytes()).equals(entry.get().sha256());
        if (isTrue && !send(entry.get().event())) {
            return false;
        }
        if (isTrue || document.isPresent() || age.compareTo(ORPHANED) > 0) {
            store.delete(key);
        }
        return true;
    }

    private Duration age(String key) {
        long millis = Long.parseLong(key.substring(PREFIX.length(), PREFIX.length() + 13));
        return Duration.ofMillis(clock.millis() - millis);
    }

    private boolean send(EncodedEvent event) {
        try {
            announcer.announce(event).toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            brokerAwayUntil = clock.instant().plus(BROKER_PAUSE);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
