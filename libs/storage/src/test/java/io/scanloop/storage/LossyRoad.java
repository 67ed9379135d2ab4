package io.scanloop.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that carries every request there and, when told to, loses the answer. */
final class LossyRoad implements AutoCloseable {
    private final ServerSocket entrance;
    private final URI server;
    private final ExecutorService carriers = Executors.newCachedThreadPool();
    private final AtomicInteger toLose = new AtomicInteger();

    LossyRoad(String server) throws IOException {
        this.server = URI.create(server);
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        carriers.execute(this::carry);
    }

    String endpoint() {
        return "http://127.0.0.1:" + entrance.getLocalPort();
    }

    /** The next answers are lost, and the connections that they came on with them. */
    void loseAnswers(int count) {
        toLose.set(count);
    }

    private void carry() {
        try {
            while (true) {
                var client = entrance.accept();
                var there = new Socket(server.getHost(), server.getPort());
                carriers.execute(() -> carry(client, there, false));
                carriers.execute(() -> carry(there, client, true));
            }
        } catch (IOException e) {
            // closed: the end of the road
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (answers && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one side hung up: so does the other
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        carriers.shutdownNow();
    }
}
