package io.scanloop.eval.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A line to a service on this machine that can be cut and mended. */
final class Line implements AutoCloseable {
    private final int to;
    private final ServerSocket server;
    private final List<Socket> open = new ArrayList<>();
    private boolean isCut;

    Line(int to) throws IOException {
        this.to = to;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends all connections; those that come are ended at once. */
    synchronized void cut() {
        isCut = true;
        open.forEach(Line::end);
        open.clear();
    }

    synchronized void mend() {
        isCut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // this one did not come about
            }
        }
    }

    private synchronized void connect(Socket near) throws IOException {
        if (isCut) {
            end(near);
            return;
        }
        var far = new Socket(InetAddress.getLoopbackAddress(), to);
        open.addAll(List.of(near, far));
        start(() -> pump(near, far));
        start(() -> pump(far, near));
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
