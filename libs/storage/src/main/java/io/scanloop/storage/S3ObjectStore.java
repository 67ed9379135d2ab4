package io.scanloop.storage;

import io.minio.DeleteObjectsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.messages.DeleteRequest;
import io.minio.messages.Item;
import io.scanloop.events.ObjectRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Objects in one bucket of an S3 store.
 *
 * <p>The store must honour {@code If-None-Match: *} and {@code If-Match} on single-part puts; those of the clouds,
 * MinIO and the embedded one do. Nothing else beyond plain S3 is asked of it: no versions, tags, notifications or
 * server-side encryption. Nothing is sent before the first call, so a store that is away keeps no service from starting.
 */
public final class S3ObjectStore implements ObjectStore {
    private static final int PAGE = 1000;

    private final S3Bucket bucket;
    private final S3Uploads uploads;

    public S3ObjectStore(S3Settings settings) {
        this.bucket = new S3Bucket(settings);
        this.uploads = new S3Uploads(bucket);
    }

    @Override
    public ObjectRef put(String key, Path file) {
        return uploads.put(ObjectKeys.check(key), file);
    }

    @Override
    public ObjectRef put(String key, InputStream bytes, long size) {
        return uploads.put(ObjectKeys.check(key), bytes, size);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        return putIf(key, bytes, "If-None-Match", "*");
    }

    @Override
    public boolean compareAndSet(String key, String expectedVersion, byte[] bytes) {
        return putIf(key, bytes, "If-Match", "\"" + expectedVersion + "\"");
    }

    private boolean putIf(String key, byte[] bytes, String condition, String value) {
        ObjectKeys.check(key);
        SmallObjects.check(bytes);
        var mark = PutMark.random();
        var headers = Http.Headers.merge(mark.header(), new Http.Headers(condition, value));
        var arguments = bucket.at(key, PutObjectAPIArgs.builder())
                .data(bytes, bytes.length)
                .headers(headers)
                .build();
        var outcome =
                bucket.calls().conditional("put " + key, () -> bucket.client().putObject(arguments));
        return switch (outcome) {
            case HELD -> true;
            case FAILED -> false;
            case FAILED_PERHAPS_BY_US -> wasOurs(key, mark);
        };
    }

    /** True or an exception: an earlier attempt that was stored and replaced since looks like one that never came. */
    private boolean wasOurs(String key, PutMark mark) {
        if (mark.isOn(bucket, key)) {
            return true;
        }
        throw bucket.failure(
                "say whether this put of " + key + " was stored",
                "an answer was lost and the object has changed since: read it and decide anew");
    }

    @Override
    public Optional<Versioned> get(String key) {
        var arguments =
                bucket.at(ObjectKeys.check(key), GetObjectArgs.builder()).build();
        return bucket.calls()
                .find(
                        "get " + key,
                        "NoSuchKey",
                        () -> bucket.client().getObject(arguments).thenApply(S3ObjectStore::whole));
    }

    private static Versioned whole(GetObjectResponse answer) {
        try (answer) {
            var bytes = SmallObjects.read(answer);
            return new Versioned(
                    bytes, String.valueOf(answer.headers().get("ETag")).replace("\"", ""));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public Optional<Long> size(String key) {
        return bucket.head(ObjectKeys.check(key))
                .map(head -> Long.parseLong(String.valueOf(head.headers().get("Content-Length"))));
    }

    @Override
    public InputStream open(String key) {
        var arguments =
                bucket.at(ObjectKeys.check(key), GetObjectArgs.builder()).build();
        return open(key, arguments);
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        ObjectKeys.check(key);
        Range.check(offset, length);
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        var arguments = bucket.at(key, GetObjectArgs.builder())
                .offset(offset)
                .length(length)
                .build();
        return exactly(length, key, open(key, arguments));
    }

    private GetObjectResponse open(String key, GetObjectArgs arguments) {
        return bucket.calls().call("open " + key, () -> bucket.client().getObject(arguments));
    }

    /** A store answers a range that the object's end cuts short with fewer bytes, without complaint. */
    private InputStream exactly(long length, String key, GetObjectResponse answer) {
        var given = String.valueOf(answer.headers().get("Content-Length"));
        if (given.equals(Long.toString(length))) {
            return answer;
        }
        try (answer) {
            throw bucket.failure("open " + key, "wanted %d bytes, the object ends after %s".formatted(length, given));
        } catch (IOException e) {
            throw bucket.failure("open " + key, "the range lies beyond its end");
        }
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        ObjectKeys.checkPrefix(prefix);
        var keys = new ArrayList<String>();
        while (keys.size() < limit) {
            var last = keys.isEmpty() ? after : keys.get(keys.size() - 1);
            var page = bucket.page(prefix, last, Math.min(PAGE, limit - keys.size()));
            page.contents().stream().map(Item::objectName).forEach(keys::add);
            if (!page.isTruncated() || page.contents().isEmpty()) {
                break;
            }
        }
        return List.copyOf(keys);
    }

    @Override
    public void delete(String key) {
        var arguments =
                bucket.at(ObjectKeys.check(key), RemoveObjectArgs.builder()).build();
        bucket.calls()
                .find(
                        "delete " + key,
                        "NoSuchKey",
                        () -> bucket.client().removeObject(arguments).thenApply(done -> key));
    }

    /** With the parts of uploads that a killed process left there, which no listing shows. */
    @Override
    public int deletePrefix(String prefix) {
        ObjectKeys.checkFolder(prefix);
        uploads.abortAll(prefix);
        int deleted = 0;
        var keys = list(prefix, "", PAGE);
        while (!keys.isEmpty()) {
            deleteAll(prefix, keys);
            deleted += keys.size();
            keys = list(prefix, keys.get(keys.size() - 1), PAGE);
        }
        return deleted;
    }

    private void deleteAll(String prefix, List<String> keys) {
        var arguments = DeleteObjectsArgs.builder()
                .bucket(bucket.settings().bucket())
                .quiet(true)
                .objects(keys.stream().map(DeleteRequest.Object::new).toList())
                .build();
        var result = bucket.calls()
                .call("delete " + prefix, () -> bucket.client().deleteObjects(arguments))
                .result();
        if (!result.errors().isEmpty()) {
            var first = result.errors().get(0);
            throw bucket.failure(
                    "delete " + prefix,
                    "%d objects stand still, the first is %s (%s): delete the prefix again"
                            .formatted(result.errors().size(), first.objectName(), first.code()));
        }
    }

    @Override
    public void close() {
        bucket.close();
    }
}
