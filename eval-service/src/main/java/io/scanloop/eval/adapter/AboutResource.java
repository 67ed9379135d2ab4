package io.scanloop.eval.adapter;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/about")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "About", description = "Where the page finds its neighbours")
class AboutResource {
    private final EvalConfig config;

    AboutResource(EvalConfig config) {
        this.config = config;
    }

    /** @param ingest where studies and labels are taken in */
    record About(String ingest) {}

    @GET
    @Operation(summary = "Say where studies and labels are taken in")
    @APIResponse(responseCode = "200", description = "Found")
    public About about() {
        return new About(config.ingestUrl());
    }
}
