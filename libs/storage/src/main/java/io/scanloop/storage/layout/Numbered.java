package io.scanloop.storage.layout;

import io.scanloop.storage.ObjectStore;
import java.util.function.IntFunction;

/** Objects named 1, 2, 3, ... without gaps, because each writer claims the first free number with a conditional put. */
public final class Numbered {
    private final ObjectStore store;
    private final IntFunction<String> key;

    /** Names the series: {@code key} gives the key of a number, from 1. */
    public Numbered(ObjectStore store, IntFunction<String> key) {
        this.store = store;
        this.key = key;
    }

    /** The last number taken, 0 when none is: a logarithmic number of requests. */
    public int last() {
        return lastFrom(0);
    }

    /**
     * The last number taken, found faster from one that is known to be taken.
     *
     * @param known a number that is taken, or 0
     */
    public int lastFrom(int known) {
        int taken = known;
        int step = 1;
        while (isTaken(taken + step)) {
            taken += step;
            step *= 2;
        }
        int free = taken + step;
        while (free - taken > 1) {
            int middle = (taken + free) >>> 1;
            if (isTaken(middle)) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return taken;
    }

    private boolean isTaken(int number) {
        return store.size(key.apply(number)).isPresent();
    }
}
