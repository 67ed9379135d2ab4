package io.scanloop.cli;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongConsumer;

/** A body that tells how many of its bytes have been handed to the connection. */
record MeteredBody(BodyPublisher body, LongConsumer meter) implements BodyPublisher {
    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> connection) {
        body.subscribe(new Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                connection.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                meter.accept(bytes.remaining());
                connection.onNext(bytes);
            }

            @Override
            public void onError(Throwable failure) {
                connection.onError(failure);
            }

            @Override
            public void onComplete() {
                connection.onComplete();
            }
        });
    }
}
