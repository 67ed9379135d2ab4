package io.scanloop.ingest.adapter;

import io.scanloop.events.ProjectConfigured;
import io.scanloop.ingest.Ingest;
import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.ingest.RunOutlook;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectVersion;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/projects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
        name = "Projects",
        description = "One segmentation task each: classes, contrasts, spacing, presets, triggers, gate")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class ProjectResource {
    private final Ingest ingest;

    ProjectResource(Ingest ingest) {
        this.ingest = ingest;
    }

    record ProjectLine(String project, int version, int generation) {
        static ProjectLine of(ProjectConfigured configured) {
            return new ProjectLine(configured.project(), configured.version(), configured.generation());
        }
    }

    record ProjectPage(List<ProjectLine> items, @Nullable String next) {}

    @PUT
    @Path("{project}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Configure a project",
            description = "201 for the first version and 200 for a later or equal one (202 while the broker is away). "
                    + "Changed classes, contrasts or spacing begin a new generation.")
    @APIResponse(
            responseCode = "201",
            description = "The first version, announced",
            content = @Content(schema = @Schema(implementation = ProjectVersion.class)))
    @APIResponse(
            responseCode = "200",
            description = "A later version, announced, or the one that stood",
            content = @Content(schema = @Schema(implementation = ProjectVersion.class)))
    @APIResponse(
            responseCode = "202",
            description = "Stored, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = ProjectVersion.class)))
    public Response configure(
            @RestPath String project,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @RequestBody(content = @Content(schema = @Schema(implementation = ProjectConfiguration.class)))
                    byte[] body) {
        var configuration = Bodies.read(body, ProjectConfiguration.class);
        var receipt = ingest.projects().configure(project, configuration, Actor.of(actor));
        int status = switch (receipt.outcome()) {
            case ANNOUNCED -> receipt.document().version() == 1 ? 201 : 200;
            case STORED -> 202;
            case UNCHANGED -> 200;
        };
        return Response.status(status).entity(receipt.document()).build();
    }

    @GET
    @Operation(summary = "List the projects by name, a page at a time")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = ProjectPage.class)))
    public ProjectPage list(
            @QueryParam("after") @DefaultValue("") String after, @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        var rest = ingest.catalog().projects().stream()
                .map(ProjectLine::of)
                .filter(line -> line.project().compareTo(after) > 0)
                .toList();
        var items = rest.subList(0, Math.min(limit, rest.size()));
        return new ProjectPage(items, rest.size() > limit ? items.get(limit - 1).project() : null);
    }

    @GET
    @Path("{project}")
    @Operation(summary = "Show a project's configuration, the latest or a given version")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = ProjectVersion.class)))
    public ProjectVersion show(@RestPath String project, @QueryParam("version") @Nullable Integer version) {
        var current = ingest.projects().current(project);
        if (version == null) {
            return current;
        }
        return ingest.projects()
                .version(project, version)
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        Refusal.Kind.UNKNOWN,
                        "unknown-version",
                        "a version from 1 to " + current.version(),
                        version.toString(),
                        "leave the version out for the latest")));
    }

    @GET
    @Path("{project}/plan")
    @Operation(
            summary = "Say what a run would consist of if it started now",
            description = "Phases with their steps and iterations, by the configuration and what is stored. Nothing is "
                    + "asked for and nothing starts.")
    @APIResponse(
            responseCode = "200",
            description = "Planned",
            content = @Content(schema = @Schema(implementation = RunOutlook.class)))
    public RunOutlook plan(
            @RestPath String project,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("method") @Nullable String method,
            @QueryParam("preset") @Nullable String preset) {
        return ingest.runs().outlook(project, kind, method, preset);
    }
}
