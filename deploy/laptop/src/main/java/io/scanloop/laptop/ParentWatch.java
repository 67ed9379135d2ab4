package io.scanloop.laptop;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;

/**
 * Ends a service when the launcher is gone, however it went: the launcher holds the other end of the service's standard
 * input, and the kernel closes that end with the launcher's process. A Java agent of one class in a jar of its own, so
 * that the service's artifact runs as in production.
 */
public final class ParentWatch {
    private static final long MILLIS_TO_STOP = 15_000;

    private ParentWatch() {}

    /** Called by the JVM before the service's main method. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        daemon("parent-watch", ParentWatch::awaitEndOfInput);
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        daemon("parent-watch-deadline", ParentWatch::haltLate);
        System.exit(143); // as after SIGTERM: in order
    }

    private static void haltLate() {
        try {
            Thread.sleep(MILLIS_TO_STOP);
        } catch (InterruptedException e) {
            // then at once
        }
        Runtime.getRuntime().halt(143);
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
