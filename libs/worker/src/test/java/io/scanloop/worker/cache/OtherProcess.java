package io.scanloop.worker.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Another worker on the same cache. */
final class OtherProcess {
    private static final int BYTES = 1000;
    private static final int KEYS = 20;
    private static final int ROUNDS = 150;

    private OtherProcess() {}

    static Process start(String part, Path folder, long limit) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        part,
                        folder.toString(),
                        Long.toString(limit))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[1]);
        try (var cache = new FileCache(folder, Long.parseLong(arguments[2]))) {
            if (arguments[0].equals("halfway")) {
                halfway(cache);
            } else {
                busy(cache);
            }
        }
    }

    /** Says so when it is in the middle of a file, then waits to be killed. */
    private static void halfway(FileCache cache) throws IOException {
        try (var lease = cache.lease("a", draft -> Files.write(draft, new byte[BYTES]))) {
            cache.lease("half", draft -> {
                Files.write(draft, new byte[BYTES / 2]);
                System.out.println("halfway");
                System.in.read();
            });
            System.out.println("nobody killed me while I used " + lease.file());
        }
    }

    /** Uses and checks files at random; there are more of them than the limit takes. */
    private static void busy(FileCache cache) throws IOException {
        var chance = new SplittableRandom();
        for (int round = 0; round < ROUNDS; round++) {
            int key = chance.nextInt(KEYS);
            var content = new byte[BYTES];
            Arrays.fill(content, (byte) key);
            try (var lease = cache.lease("entry-" + key, draft -> Files.write(draft, content))) {
                if (!Arrays.equals(Files.readAllBytes(lease.file()), content)) {
                    throw new IllegalStateException("entry-" + key + " has other bytes than it was made of");
                }
            }
        }
        System.out.println("as it should be");
    }
}
