package io.scanloop.embedded;

import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Changes of one key happen one after another, so that a put with {@code If-Match} compares and sets in one step.
 *
 * <p>S3Proxy alone compares before it reads the body and then writes unconditionally: of sixteen racing writers several
 * win. A file system has no compare-and-set, but this process is the only one that serves the folder.
 */
final class SerializedWrites extends ForwardingBlobStore {
    /** Far more than neighbours ever delete in a row at the wrong moment. */
    private static final int MOST_ATTEMPTS = 100;

    private final ConcurrentMap<String, Turn> turns = new ConcurrentHashMap<>();

    SerializedWrites(BlobStore store) {
        super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        return inTurn(request.bucket(), request.key(), () -> {
            if (request.ifMatch() != null && !matches(request)) {
                throw S3Exceptions.preconditionFailed(null);
            }
            return putThoughFoldersVanish(request, new Payload(payload));
        });
    }

    /**
     * S3Proxy makes the folder of a key and then a draft in it. A delete of the last other key in that folder removes
     * the folder, which may be in between: before the first byte of the payload is read, so the put begins again.
     */
    private PutObjectResponse putThoughFoldersVanish(PutObjectRequest request, Payload payload) {
        for (int attempt = 1; ; attempt++) {
            try {
                return super.putBlob(request, payload);
            } catch (RuntimeException e) {
                if (!(e.getCause() instanceof NoSuchFileException) || !payload.isWhole() || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean matches(PutObjectRequest request) {
        var standing = delegate().blobMetadata(request.bucket(), request.key());
        return standing != null
                && (request.ifMatch().equals("*") || unquoted(request.ifMatch()).equals(unquoted(standing.eTag())));
    }

    private static String unquoted(@Nullable String tag) {
        return tag == null ? "" : tag.replace("\"", "");
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return inTurn(request.destinationBucket(), request.destinationKey(), () -> super.copyBlob(request));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return inTurn(upload.containerName(), upload.blobName(), () -> super.completeMultipartUpload(upload, request));
    }

    @Override
    public void removeBlob(String container, String key) {
        inTurn(container, key, () -> {
            super.removeBlob(container, key);
            return key;
        });
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return inTurn(request.bucket(), request.key(), () -> super.removeBlob(request));
    }

    /**
     * Without the drafts of puts under way. A draft that was listed exists until the turn of its key ends, so what is
     * neither in its turn now nor gone afterwards is an object that happens to be named like one.
     */
    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        var listed = super.list(request);
        var objects = listed.contents().stream()
                .filter(object -> !isDraft(request.bucket(), object.key()))
                .toList();
        return objects.size() == listed.contents().size()
                ? listed
                : listed.toBuilder().contents(objects).build();
    }

    private boolean isDraft(String bucket, String name) {
        return Drafts.finalName(name)
                .filter(key ->
                        turns.containsKey(bucket + "/" + key) || !delegate().blobExists(bucket, name))
                .isPresent();
    }

    private <T> T inTurn(String bucket, String key, Supplier<T> change) {
        var name = bucket + "/" + key;
        var turn = turns.compute(name, (same, known) -> (known == null ? new Turn() : known).taken());
        turn.lock();
        try {
            return change.get();
        } finally {
            turn.unlock();
            turns.computeIfPresent(name, (same, known) -> known.given());
        }
    }

    /** The lock of one key, kept while someone holds or awaits it. Counted inside the map's atomic operations only. */
    private static final class Turn extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        private int takers;

        Turn taken() {
            takers++;
            return this;
        }

        @Nullable
        Turn given() {
            takers--;
            return takers == 0 ? null : this;
        }
    }
}
