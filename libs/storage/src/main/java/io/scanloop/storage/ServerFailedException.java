package io.scanloop.storage;

import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Response;

/** The store answered that it cannot serve just now; whether it had done what was asked is unknown. */
final class ServerFailedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final Set<Integer> PASSING = Set.of(500, 502, 503, 504);

    private ServerFailedException(int status, String body) {
        super("HTTP %d %s".formatted(status, body));
    }

    /** Makes such answers failures of the connection, whoever gave them: a proxy on the way does not speak S3. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        var response = chain.proceed(chain.request());
        if (!PASSING.contains(response.code())) {
            return response;
        }
        try (response) {
            throw new ServerFailedException(
                    response.code(), response.peekBody(300).string().strip());
        }
    }
}
