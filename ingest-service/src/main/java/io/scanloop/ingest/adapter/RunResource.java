package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Ingest;
import io.scanloop.ingest.RunRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/projects/{project}/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs", description = "Trainings that are asked for, and runs that are not wanted any more")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class RunResource {
    private final Ingest ingest;

    RunResource(Ingest ingest) {
        this.ingest = ingest;
    }

    /** What was asked for has this id; a run that follows names it as its cause. */
    record Asked(String request) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Ask for a run",
            description =
                    "It starts when a place is free and enough patients are there; the triggers of the project say "
                            + "what it waits for. 503 while the broker is away.")
    @APIResponse(
            responseCode = "202",
            description = "Asked for",
            content = @Content(schema = @Schema(implementation = Asked.class)))
    public Response start(
            @RestPath String project,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @RequestBody(content = @Content(schema = @Schema(implementation = RunRequest.class))) byte[] body) {
        var request = Bodies.read(body, RunRequest.class);
        var asked = ingest.runs().start(project, request, Actor.of(actor));
        return Response.accepted(new Asked(asked.id())).build();
    }

    @POST
    @Path("{run}/cancel")
    @Operation(
            summary = "Ask for the end of a run",
            description = "Steps at work stop soon. Of a run that is over or unknown nothing comes of it.")
    @APIResponse(
            responseCode = "202",
            description = "Asked for",
            content = @Content(schema = @Schema(implementation = Asked.class)))
    public Response cancel(
            @RestPath String project, @RestPath String run, @HeaderParam(Actor.HEADER) @Nullable String actor) {
        return Response.accepted(new Asked(
                        ingest.runs().cancel(project, run, Actor.of(actor)).id()))
                .build();
    }
}
