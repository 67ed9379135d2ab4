package io.scanloop.bench.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of the metric stream, all on one thread. Each notes when a batch was in its hands. */
final class Watchers implements AutoCloseable {
    private static final byte[] CAUGHT_UP = "event: caught-up".getBytes(US_ASCII);
    private static final byte[] SENT = ("\"key\":\"" + Publisher.SENT + "\",\"value\":").getBytes(US_ASCII);
    private static final int LONGEST_NUMBER = 24;

    private final Selector selector;
    private final AtomicInteger ready = new AtomicInteger();
    private final Thread thread;
    private volatile boolean isClosed;
    /** Microseconds from publishing to reading. */
    private long[] latencies = new long[1 << 20];

    private int count;

    /** What of a socket has not been looked through. */
    private static final class Watcher {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        boolean isReady;
    }

    /** Connects so many clients. */
    Watchers(String host, int port, int clients) {
        try {
            selector = Selector.open();
            var request = "GET /api/v1/metrics/stream?project=%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                    .formatted(Publisher.PROJECT, host, port);
            for (int i = 0; i < clients; i++) {
                var socket = SocketChannel.open(new InetSocketAddress(host, port));
                socket.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, new Watcher());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot connect", e);
        }
        thread = new Thread(this::watch, "watchers");
        thread.start();
    }

    /** Clients that have been told that they are caught up. */
    int ready() {
        return ready.get();
    }

    /** How many batches all clients together have got. */
    synchronized int count() {
        return count;
    }

    /** What was noted so far, sorted, in microseconds; noting begins anew. */
    synchronized long[] take() {
        var sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        count = 0;
        return sorted;
    }

    private void watch() {
        try {
            while (!isClosed) {
                selector.select(100);
                for (var key : selector.selectedKeys()) {
                    read((SocketChannel) key.channel(), (Watcher) key.attachment());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a client was cut off", e);
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // made by allocate, so it begins where the array does
    private void read(SocketChannel socket, Watcher watcher) throws IOException {
        if (socket.read(watcher.bytes) < 0) {
            throw new IOException("the service closed a stream");
        }
        long now = System.nanoTime() / 1000;
        var bytes = watcher.bytes;
        var array = bytes.array();
        int end = bytes.position();
        int kept = 0;
        for (int at = 0; at < end; at++) {
            if (!watcher.isReady && matches(array, at, end, CAUGHT_UP)) {
                watcher.isReady = true;
                ready.incrementAndGet();
            } else if (array[at] == '"' && matches(array, at, end, SENT)) {
                int from = at + SENT.length;
                if (end - from < LONGEST_NUMBER) {
                    break;
                }
                note(now - (long) Double.parseDouble(number(array, from)));
                at = from;
                kept = from;
            }
        }
        int tail = Math.max(kept, end - SENT.length - LONGEST_NUMBER);
        bytes.limit(end).position(Math.max(0, tail));
        bytes.compact();
    }

    private synchronized void note(long latency) {
        if (count == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * count);
        }
        latencies[count++] = latency;
    }

    private static String number(byte[] array, int from) {
        int to = from;
        while (array[to] != ',' && array[to] != '}') {
            to++;
        }
        return new String(array, from, to - from, US_ASCII);
    }

    private static boolean matches(byte[] array, int at, int end, byte[] wanted) {
        return end - at >= wanted.length && Arrays.equals(array, at, at + wanted.length, wanted, 0, wanted.length);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
            for (var key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot leave", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
