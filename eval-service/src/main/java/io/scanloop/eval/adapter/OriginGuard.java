package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Requests that change something are taken from this service's own page and from programs, not from other sites. */
class OriginGuard {

    @ServerRequestFilter
    void check(ContainerRequestContext request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            check(request.getHeaderString("Origin"), request.getHeaderString("Host"));
        }
    }

    /** A browser sets Origin on every such request of a page; a program sets none. */
    static void check(@Nullable String origin, @Nullable String host) {
        if (origin != null && !authority(origin).equals(host)) {
            throw RefusedException.of(
                    Refusal.Kind.FORBIDDEN,
                    "foreign-origin",
                    "a request of this service's own page, or of a program",
                    "one of a page of another site",
                    "open this service's page, or use the command line");
        }
    }

    private static String authority(String origin) {
        try {
            var authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
