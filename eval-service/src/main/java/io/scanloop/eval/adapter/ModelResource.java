package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.ModelView;
import io.scanloop.eval.view.Page;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ModelManifest;
import io.scanloop.storage.layout.ModelReport;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
    @Path("models/{model}/manifest")
    @Operation(
            summary = "Show what is needed to run a model version, and where it comes from",
            description =
                    "Its weights are served beside it by their places in the list. `scanloop models export` makes of"
                            + " both what plain PyTorch loads.")
    @APIResponse(responseCode = "200", description = "Found")
    public ModelManifest manifest(@RestPath String project, @RestPath String model) {
        return Documents.redeem(store, views.manifest(project, model), ModelManifest.class);
    }

    @GET
    @Path("models/{model}/weights/{shard}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Fetch a safetensors file of a model version, by its place in the manifest, from 0")
    @APIResponse(
            responseCode = "200",
            description = "Found; the manifest has the SHA-256",
            content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM))
    public Response weights(@RestPath String project, @RestPath String model, @RestPath int shard) {
        var files = manifest(project, model).weights();
        if (shard < 0 || shard >= files.size()) {
            throw RefusedException.of(
                    Refusal.Kind.UNKNOWN,
                    "unknown-weights",
                    "a place from 0 to " + (files.size() - 1),
                    String.valueOf(shard),
                    "see the weights in GET /api/v1/projects/<project>/models/<model>/manifest");
        }
        var file = files.get(shard);
        return Response.ok(store.open(file.key()), MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, file.size())
                .build();
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
