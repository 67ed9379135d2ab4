package io.scanloop.eval.adapter;

import io.quarkus.logging.Log;
import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStoreException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure is answered as {@code application/problem+json} (RFC 9457). */
class Problems {
    static final String TYPE = "application/problem+json";

    /**
     * The body of a failure.
     *
     * @param type a stable name of the problem, as a URN
     * @param code the same, for programs
     */
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            String code,
            String expected,
            String actual,
            String action) {

        static Problem of(int status, Refusal refusal) {
            return new Problem(
                    "urn:scanloop:problem:" + refusal.code(),
                    refusal.code().replace('-', ' '),
                    status,
                    refusal.sentence(),
                    refusal.code(),
                    refusal.expected(),
                    refusal.actual(),
                    refusal.action());
        }
    }

    @ServerExceptionMapper
    Response refused(RefusedException e) {
        return answer(status(e.refusal().kind()), e.refusal());
    }

    @ServerExceptionMapper
    Response storeAway(ObjectStoreException e) {
        Log.warnf("the object store did not do its part reason=%s", e.getMessage());
        return answer(
                503,
                new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        "store-away",
                        "an object store that answers",
                        "none",
                        "ask again in a few seconds"));
    }

    @ServerExceptionMapper
    Response lost(LostObjectException e) {
        Log.errorf("an object of the store is lost: bring it back from a copy reason=%s", e.getMessage());
        return answer(
                500,
                new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        "object-lost",
                        "an object as it was stored",
                        "none, or another",
                        "its operator finds its key in the log"));
    }

    @ServerExceptionMapper
    Response brokerAway(AnnouncementException e) {
        Log.warnf("the broker did not take a request reason=%s", e.getMessage());
        return answer(
                503,
                new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        "broker-away",
                        "a broker that acknowledges the request",
                        "none in time",
                        "look whether the run has begun or ended, and send again if not"));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        if (e instanceof NotFoundException && e.getCause() != null) { // so are parameters of the wrong type told
            return answer(
                    422,
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "bad-parameter",
                            "parameters of the right type",
                            "a query parameter of another",
                            "see /q/openapi for their types"));
        }
        int status = e.getResponse().getStatus();
        var reason = Response.Status.fromStatusCode(status);
        return answer(
                status,
                new Refusal(
                        Refusal.Kind.MALFORMED,
                        "http-" + status,
                        status == 415 ? "Content-Type application/json" : "a request of this API",
                        reason == null ? "HTTP " + status : reason.getReasonPhrase(),
                        "see /q/openapi for paths, methods and media types"));
    }

    @ServerExceptionMapper
    Response failed(RuntimeException e) {
        Log.error("a request failed: this is a fault of the service, report it with the lines below", e);
        return answer(
                500,
                new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        "internal-error",
                        "a request that succeeds",
                        "a fault of the service",
                        "send again; if it fails again, its operator finds the cause in the log"));
    }

    static int status(Refusal.Kind kind) {
        return switch (kind) {
            case MALFORMED -> 400;
            case FORBIDDEN -> 403;
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
            case INVALID -> 422;
            case UNAVAILABLE -> 503;
        };
    }

    private static Response answer(int status, Refusal refusal) {
        var response = Response.status(status).type(TYPE).entity(Problem.of(status, refusal));
        return status == 503 ? response.header("Retry-After", 2).build() : response.build();
    }
}
