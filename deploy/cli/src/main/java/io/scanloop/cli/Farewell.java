package io.scanloop.cli;

import java.util.function.Supplier;

/** Words for the one who stops long work with Ctrl-C. */
final class Farewell {
    private Farewell() {}

    /** Does the work; says the words if the program is stopped meanwhile. */
    static <T> T during(Supplier<T> work, Runnable words) {
        var hook = new Thread(words, "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is being stopped and the words are being said
        }
    }
}
