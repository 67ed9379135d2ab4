package io.scanloop.workflow.step;

import io.scanloop.events.Service;
import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * Who takes steps.
 *
 * @param service what it is
 * @param name its name, of {@code a-z 0-9 -}, unlike that of any other worker of its day
 * @param device where it computes, like {@code cpu-2}
 */
public record Worker(Service service, String name, String device) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final int LETTERS_OF_ATTEMPT = 12;
    private static final int LETTERS_OF_WORKER = 6;

    /** A worker with a name that nobody has had. */
    public static Worker fresh(Service service, String device) {
        return new Worker(service, service.serviceName() + "-" + random(LETTERS_OF_WORKER), device);
    }

    /** A name that no attempt has had. */
    static String freshAttempt() {
        return random(LETTERS_OF_ATTEMPT);
    }

    private static String random(int letters) {
        return CHANCE.ints(letters, 0, LETTERS.length())
                .mapToObj(at -> String.valueOf(LETTERS.charAt(at)))
                .collect(Collectors.joining());
    }
}
