package io.scanloop.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server on a folder, reachable from this machine only.
 *
 * <p>It checks signatures, honours {@code If-None-Match: *} and {@code If-Match} on single-part puts (exactly one of any
 * number of racing writers wins) and takes up the data of the run before, however that one ended. One server per
 * folder; the folder's file system must keep extended attributes, where entity tags rest.
 */
public final class EmbeddedS3 implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    /** A signed request is held in memory while its signature is checked; larger ones stream with an unsigned body. */
    private static final long MOST_BYTES_HELD = 32L << 20;

    private static final long MILLIS_TO_FINISH_REQUESTS = 5_000;

    /** Server and web server write a page at each start; held here because a logger that nobody holds forgets its level. */
    private static final Logger SERVER_LOG = Logger.getLogger("org.gaul");

    static {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    private final S3Proxy server;
    private final FolderLock lock;
    private final S3Credentials credentials;

    private EmbeddedS3(S3Proxy server, FolderLock lock, S3Credentials credentials) {
        this.server = server;
        this.lock = lock;
        this.credentials = credentials;
    }

    /**
     * Starts a server with the credentials that the folder keeps.
     *
     * @param folder created when missing
     * @param port 0 for any free one
     * @throws UncheckedIOException when the folder is served already, cannot hold objects, or the port is taken
     */
    public static EmbeddedS3 start(Path folder, int port) {
        return start(folder, port, S3Credentials.keptIn(folder));
    }

    /** Starts a server with given credentials; the folder does not learn them. */
    public static EmbeddedS3 start(Path folder, int port, S3Credentials credentials) {
        try {
            var objects = Files.createDirectories(folder.resolve("objects"));
            checkAttributes(objects);
            // conditional puts are exact only while one process serves the folder
            var lock = FolderLock.of(folder);
            try {
                Drafts.sweep(objects);
                return new EmbeddedS3(listening(objects, port, credentials), lock, credentials);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void checkAttributes(Path objects) throws IOException {
        if (!Files.getFileStore(objects).supportsFileAttributeView("user")) {
            throw new IOException(
                    "the file system of %s keeps no extended attributes: choose a folder on ext4, xfs or btrfs"
                            .formatted(objects));
        }
    }

    private static S3Proxy listening(Path objects, int port, S3Credentials credentials) throws IOException {
        var server = S3Proxy.builder()
                .blobStore(new SerializedWrites(new FilesystemNio2BlobStore(objects.toString())))
                .endpoint(URI.create("http://%s:%d".formatted(LOOPBACK, port)))
                .awsAuthentication(AuthenticationType.AWS_V4, credentials.accessKey(), credentials.secretKey())
                .v4MaxNonChunkedRequestSize(MOST_BYTES_HELD)
                .ignoreUnknownHeaders(true)
                .stopTimeout(MILLIS_TO_FINISH_REQUESTS)
                .build();
        try {
            server.start();
            return server;
        } catch (Exception e) {
            stop(server);
            throw new IOException(
                    "the object store cannot listen on %s:%d: choose another port, 0 for any free one"
                            .formatted(LOOPBACK, port),
                    e);
        }
    }

    /** For example {@code http://127.0.0.1:9000}. */
    public String endpoint() {
        return "http://%s:%d".formatted(LOOPBACK, server.getPort());
    }

    public String accessKey() {
        return credentials.accessKey();
    }

    public String secretKey() {
        return credentials.secretKey();
    }

    /** Finishes the requests under way, for at most five seconds, and gives port and folder free. */
    @Override
    public void close() {
        try (lock) {
            stop(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void stop(S3Proxy server) throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the object store did not stop in order: its data are whole all the same", e);
        }
    }
}
