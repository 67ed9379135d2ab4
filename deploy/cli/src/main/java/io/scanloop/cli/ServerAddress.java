package io.scanloop.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the server: the one named, else the one in the environment, else the laptop that runs, else the usual port. */
final class ServerAddress {
    static final String VARIABLE = "SCANLOOP_URL";
    private static final String USUAL = "http://127.0.0.1:8080";

    private ServerAddress() {}

    /**
     * Without a slash at its end.
     *
     * @param named on the command line
     * @param environment variables
     * @param home folder of the installation, whose {@code .scanloop/laptop.json} a running laptop keeps
     * @throws ProblemException when the address is none
     */
    static URI find(@Nullable String named, Map<String, String> environment, Path home) {
        if (named != null) {
            return parse(named, "--server");
        }
        var variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return parse(variable, VARIABLE);
        }
        var state = home.resolve(".scanloop/laptop.json");
        if (Files.isReadable(state)) {
            var url = Json.read(state).path("url").asText("");
            if (!url.isBlank()) {
                return parse(url, state.toString());
            }
        }
        return URI.create(USUAL);
    }

    private static URI parse(String text, String source) {
        try {
            var uri = URI.create(text.strip().replaceAll("/+$", ""));
            var scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() != null && scheme.matches("https?") && uri.getQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // falls through: what is no URI is no address either
        }
        throw new ProblemException(
                ExitStatus.USAGE,
                Problem.of(
                        "bad-address",
                        "%s is no address of a server".formatted(source),
                        "http://HOST:PORT or https://HOST",
                        text,
                        "correct it, e.g. " + USUAL));
    }
}
