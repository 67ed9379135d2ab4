package io.scanloop.ingest.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.logging.Log;
import io.scanloop.events.Reason;
import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.storage.ObjectStoreException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure is answered as {@code application/problem+json} (RFC 9457). */
class Problems {
    static final String TYPE = "application/problem+json";
    private static final int INSUFFICIENT_STORAGE = 507;

    /**
     * The body of a failure.
     *
     * @param type a stable name of the problem, as a URN
     * @param code the same, for programs
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            String code,
            String expected,
            String actual,
            String action,
            List<Reason> reasons) {}

    @ServerExceptionMapper
    Response refused(RefusedException e) {
        return answer(status(e.refusal().kind()), e.refusal());
    }

    @ServerExceptionMapper
    Response storeAway(ObjectStoreException e) {
        Log.warnf("the object store did not do its part reason=%s", e.getMessage());
        return answer(
                503,
                Refusal.of(
                        Refusal.Kind.UNAVAILABLE,
                        "store-away",
                        "an object store that answers",
                        "none",
                        "send again in a few seconds; nothing that was acknowledged is lost"));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        if (e instanceof NotFoundException && e.getCause() != null) { // so are parameters of the wrong type told
            return answer(
                    422,
                    Refusal.of(
                            Refusal.Kind.INVALID,
                            "bad-parameter",
                            "parameters of the right type",
                            "a query parameter of another",
                            "see /q/openapi for their types"));
        }
        int status = e.getResponse().getStatus();
        var reason = Response.Status.fromStatusCode(status);
        var text = reason == null ? "HTTP " + status : reason.getReasonPhrase();
        return answer(
                status,
                Refusal.of(
                        Refusal.Kind.MALFORMED,
                        "http-" + status,
                        status == 415 ? "a Content-Type that this path takes" : "a request of this API",
                        text,
                        status == 415
                                ? "send application/json, or multipart/form-data where files are sent"
                                : "see /q/openapi for paths, methods and media types"));
    }

    @ServerExceptionMapper
    Response failed(RuntimeException e) {
        Log.error("a request failed: this is a fault of the service, report it with the lines below", e);
        return answer(
                500,
                Refusal.of(
                        Refusal.Kind.UNAVAILABLE,
                        "internal-error",
                        "a request that succeeds",
                        "a fault of the service",
                        "send again; if it fails again, its operator finds the cause in the log"));
    }

    private static int status(Refusal.Kind kind) {
        return switch (kind) {
            case MALFORMED -> 400;
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
            case INVALID -> 422;
            case FULL -> INSUFFICIENT_STORAGE;
            case UNAVAILABLE -> 503;
        };
    }

    private static Response answer(int status, Refusal refusal) {
        var problem = new Problem(
                "urn:scanloop:problem:" + refusal.code(),
                refusal.code().replace('-', ' '),
                status,
                refusal.sentence(),
                refusal.code(),
                refusal.expected(),
                refusal.actual(),
                refusal.action(),
                refusal.reasons());
        var response = Response.status(status).type(TYPE).entity(problem);
        return status == 503 ? response.header("Retry-After", 2).build() : response.build();
    }
}
