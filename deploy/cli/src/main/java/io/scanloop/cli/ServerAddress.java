package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers: the one named, else the one in the environment, else the laptop that runs, else the usual port.
 *
 * <p>Who knows one address need not know the other: studies go to ingest-service, and what the loop makes of them is
 * asked of eval-service, which stands beside it.
 */
final class ServerAddress {
    static final String VARIABLE = "SCANLOOP_URL";
    static final String EVAL_VARIABLE = "SCANLOOP_EVAL_URL";
    private static final String USUAL = "http://127.0.0.1:8080";
    private static final String LAPTOP = ".scanloop/laptop.json";
    private static final int USUAL_PORT = 8080;
    private static final int USUAL_EVAL_PORT = 8081;

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
        var laptop = laptop(home).path("url").asText("");
        return laptop.isBlank() ? URI.create(USUAL) : parse(laptop, LAPTOP);
    }

    /**
     * Of eval-service, without a slash at its end: the one named, else the one in the environment, else the laptop's
     * when the server is that laptop, else port 8081 where the server has port 8080, else the server's own address: a
     * gateway that stands before both.
     *
     * @param named on the command line
     * @param server as {@link #find} gives it
     * @throws ProblemException when the address is none
     */
    static URI findEval(@Nullable String named, URI server, Map<String, String> environment, Path home) {
        if (named != null) {
            return parse(named, "--eval-server");
        }
        var variable = environment.getOrDefault(EVAL_VARIABLE, "");
        if (!variable.isBlank()) {
            return parse(variable, EVAL_VARIABLE);
        }
        var laptop = laptop(home);
        var laptopEval = laptop.path("evalUrl").asText("");
        if (!laptopEval.isBlank() && server.toString().equals(laptop.path("url").asText())) {
            return parse(laptopEval, LAPTOP);
        }
        return server.getPort() == USUAL_PORT
                ? URI.create("%s://%s:%d%s"
                        .formatted(server.getScheme(), server.getHost(), USUAL_EVAL_PORT, server.getRawPath()))
                : server;
    }

    private static JsonNode laptop(Path home) {
        var state = home.resolve(LAPTOP);
        return Files.isReadable(state) ? Json.read(state) : MissingNode.getInstance();
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
