package io.scanloop.laptop;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.Supplier;

/** How one sees that a service is up. */
interface Readiness {
    /**
     * Whether it is.
     *
     * @param printed what it has printed since it was started
     */
    boolean holds(Supplier<String> printed);

    /** It says so itself, at a port of 127.0.0.1. */
    static Readiness askedAt(int port) {
        var url = "http://127.0.0.1:%d/q/health/ready".formatted(port);
        return printed -> isHealthy(url);
    }

    /** A worker has no port to be asked at: it has printed that it started. */
    static Readiness afterPrinting(String words) {
        return printed -> printed.get().contains(words);
    }

    private static boolean isHealthy(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }
}
