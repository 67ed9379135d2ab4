package io.scanloop.eval.adapter;

import io.scanloop.eval.view.Arrivals;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.Page;
import io.scanloop.eval.view.ProjectView;
import io.scanloop.eval.view.TriggerView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

@Path("/api/v1/projects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Projects", description = "What there is, and what came in")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class ProjectResource {
    private final LoopViews views;

    ProjectResource(LoopViews views) {
        this.views = views;
    }

    @GET
    @Operation(summary = "List the projects by name with their counts, a page at a time")
    @APIResponse(responseCode = "200", description = "Found")
    public Page<ProjectView> list(
            @QueryParam("after") @DefaultValue("") String after, @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        return views.projects(after, limit);
    }

    @GET
    @Path("{project}/arrivals")
    @Operation(summary = "Count what came in: studies, labels, patients per side")
    @APIResponse(responseCode = "200", description = "Found")
    public Arrivals arrivals(@RestPath String project) {
        return views.arrivals(project);
    }

    @GET
    @Path("{project}/triggers")
    @Operation(summary = "Say why runs start, or do not: what each trigger said last")
    @APIResponse(responseCode = "200", description = "Found")
    public Page<TriggerView> triggers(@RestPath String project) {
        return views.triggers(project);
    }
}
