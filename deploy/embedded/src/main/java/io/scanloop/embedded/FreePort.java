package io.scanloop.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1 that nobody listens on at the moment of asking. */
public final class FreePort {
    private FreePort() {}

    static int any() {
        return checked(0);
    }

    /**
     * The usual port, or any free one when someone listens there.
     *
     * @param usual 1 to 65535
     */
    public static int preferably(int usual) {
        try {
            return checked(usual);
        } catch (UncheckedIOException e) {
            return any();
        }
    }

    /**
     * The port asked for.
     *
     * @param port 1 to 65535, or 0 for any free one
     * @throws UncheckedIOException when someone listens there
     */
    static int checked(int port) {
        try (var socket = new ServerSocket()) {
            // a listener that ended a moment ago leaves connections in TIME_WAIT: those do not count
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "port %d on 127.0.0.1 is taken: stop who listens there, or ask for port 0".formatted(port), e);
        }
    }
}
