package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.ModelView;
import io.scanloop.eval.view.Page;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ModelReport;
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

@Path("/api/v1/projects/{project}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Models", description = "What fine-tuning runs left, and how good it is")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class ModelResource {
    private final LoopViews views;
    private final ObjectStore store;

    ModelResource(LoopViews views, ObjectStore store) {
        this.views = views;
        this.store = store;
    }

    @GET
    @Path("models")
    @Operation(summary = "List the model versions, the newest first, a page at a time")
    @APIResponse(responseCode = "200", description = "Found")
    public Page<ModelView> list(
            @RestPath String project,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        return views.models(project, after, limit);
    }

    @GET
    @Path("models/{model}")
    @Operation(summary = "Show a model version")
    @APIResponse(responseCode = "200", description = "Found")
    public ModelView show(@RestPath String project, @RestPath String model) {
        return views.model(project, model);
    }

    @GET
    @Path("reports/{model}")
    @Operation(
            summary = "Show how good a model version is on patients that it never saw",
            description = "Classes with Dice and its 95 % interval, each test study, and what a per-voxel classifier of"
                    + " the same patients reaches.")
    @APIResponse(responseCode = "200", description = "Found")
    public ModelReport report(@RestPath String project, @RestPath String model) {
        views.requireProject(project);
        var evaluation = views.registry(project).reports().get(model);
        if (evaluation == null) {
            throw RefusedException.of(
                    Refusal.Kind.UNKNOWN,
                    "unknown-report",
                    "a model version that was judged",
                    "one that was not",
                    "list them with GET /api/v1/projects/<project>/models: those with a verdict have a report");
        }
        return Documents.redeem(store, evaluation.report(), ModelReport.class);
    }
}
