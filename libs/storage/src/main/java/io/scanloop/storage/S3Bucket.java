package io.scanloop.storage;

import io.minio.CreateBucketArgs;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.ObjectArgs;
import io.minio.messages.ListBucketResultV2;
import io.minio.messages.ListMultipartUploadsResult;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The bucket that holds the objects, made at the first use, and the requests that several parts of the store send. */
final class S3Bucket implements AutoCloseable {
    private static final int MOST_REQUESTS = 256;

    private final S3Settings settings;
    private final OkHttpClient http;
    private final MinioAsyncClient client;
    private final S3Failures failures;
    private final S3Calls calls;
    private volatile boolean stands;

    S3Bucket(S3Settings settings) {
        var connections = new ConnectionPool(16, 1, TimeUnit.MINUTES);
        this.settings = settings;
        this.http = http(settings, connections);
        this.client = MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(http)
                .build();
        this.failures = new S3Failures(settings);
        this.calls = new S3Calls(settings, failures, connections);
    }

    private static OkHttpClient http(S3Settings settings, ConnectionPool connections) {
        var dispatcher = new Dispatcher(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "object-store");
            thread.setDaemon(true);
            return thread;
        }));
        dispatcher.setMaxRequests(MOST_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(connections)
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.answerTimeout())
                .writeTimeout(settings.answerTimeout())
                .retryOnConnectionFailure(false) // S3Calls tries again, and knows what may have been lost
                .followRedirects(false)
                .addInterceptor(ServerFailedException::intercept)
                .build();
    }

    S3Settings settings() {
        return settings;
    }

    MinioAsyncClient client() {
        return client;
    }

    /** Calls to a bucket that stands. */
    S3Calls calls() {
        if (!stands) {
            ensure();
            stands = true;
        }
        return calls;
    }

    /** Looks by listing, because only an answer with a body says why the store refuses. */
    private void ensure() {
        boolean found = calls.find(
                        "find the bucket",
                        "NoSuchBucket",
                        () -> client.listObjectsV2(ListObjectsV2Args.builder()
                                .bucket(settings.bucket())
                                .delimiter("/")
                                .maxKeys(1)
                                .build()))
                .isPresent();
        if (!found) {
            calls.conditional(
                    "create the bucket",
                    () -> client.createBucket(
                            CreateBucketArgs.builder().bucket(settings.bucket()).build()));
        }
    }

    <B extends ObjectArgs.Builder<B, A>, A extends ObjectArgs> B at(String key, B arguments) {
        return arguments.bucket(settings.bucket()).object(key);
    }

    Optional<HeadObjectResponse> head(String key) {
        return calls().find(
                        "look for " + key,
                        "NoSuchKey",
                        () -> client.headObject(
                                at(key, HeadObjectArgs.builder()).build()));
    }

    ListBucketResultV2 page(String prefix, String after, int most) {
        return calls().call(
                        "list " + prefix,
                        () -> client.listObjectsV2(ListObjectsV2Args.builder()
                                .bucket(settings.bucket())
                                .prefix(prefix)
                                .startAfter(after.isEmpty() ? null : after)
                                .maxKeys(most)
                                .build()))
                .result();
    }

    ListMultipartUploadsResult uploads(String prefix) {
        var arguments = ListMultipartUploadsArgs.builder()
                .bucket(settings.bucket())
                .prefix(prefix)
                .build();
        return calls().call("list the uploads of " + prefix, () -> client.listMultipartUploads(arguments))
                .result();
    }

    ObjectStoreException failure(String what, String why) {
        return failures.exception(what, why, null);
    }

    ObjectStoreException failure(String what, String why, Throwable cause) {
        return failures.exception(what, why, cause);
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
