package io.scanloop.eval.judge;

import io.scanloop.eval.Announcer;
import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.storage.ObjectStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that dies before or after its n-th effect on the world. */
final class Mortal {
    private final int effectsToLive;
    private final boolean isLastEffectSeen;
    private int effects;

    /** @param isLastEffectSeen whether the effect at which it dies still reaches the world */
    Mortal(int effectsToLive, boolean isLastEffectSeen) {
        this.effectsToLive = effectsToLive;
        this.isLastEffectSeen = isLastEffectSeen;
    }

    static final class Death extends RuntimeException {}

    private void effect(Runnable effect) {
        boolean dies = ++effects == effectsToLive;
        if (!dies || isLastEffectSeen) {
            effect.run();
        }
        if (dies) {
            throw new Death();
        }
    }

    Announcer announcer(Announcer log) {
        return (Event event) -> effect(() -> log.announce(event));
    }

    ObjectStore store(ObjectStore store) {
        return new ObjectStore() {
            @Override
            public boolean putIfAbsent(String key, byte[] bytes) {
                var won = new boolean[1];
                effect(() -> won[0] = store.putIfAbsent(key, bytes));
                return won[0];
            }

            @Override
            public ObjectRef put(String key, Path file) {
                throw new UnsupportedOperationException("a judge puts only what must not be replaced");
            }

            @Override
            public ObjectRef put(String key, InputStream bytes, long size) {
                throw new UnsupportedOperationException("a judge puts only what must not be replaced");
            }

            @Override
            public boolean compareAndSet(String key, String expectedVersion, byte[] bytes) {
                throw new UnsupportedOperationException("a judge replaces nothing");
            }

            @Override
            public Optional<Versioned> get(String key) {
                return store.get(key);
            }

            @Override
            public Optional<Long> size(String key) {
                return store.size(key);
            }

            @Override
            public InputStream open(String key) {
                return store.open(key);
            }

            @Override
            public InputStream open(String key, long offset, long length) {
                return store.open(key, offset, length);
            }

            @Override
            public List<String> list(String prefix, String after, int limit) {
                return store.list(prefix, after, limit);
            }

            @Override
            public void delete(String key) {
                throw new UnsupportedOperationException("a judge deletes nothing");
            }

            @Override
            public int deletePrefix(String prefix) {
                throw new UnsupportedOperationException("a judge deletes nothing");
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
