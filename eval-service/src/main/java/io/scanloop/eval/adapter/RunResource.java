package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.eval.request.Requests;
import io.scanloop.eval.stream.StepHistory;
import io.scanloop.eval.stream.StreamFilter;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.Page;
import io.scanloop.eval.view.RunView;
import io.scanloop.events.Point;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
@Tag(name = "Runs", description = "Trainings and evaluations, each from a snapshot and a configuration")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class RunResource {
    private final LoopViews views;
    private final Requests requests;
    private final StepHistory history;

    RunResource(LoopViews views, Requests requests, StepHistory history) {
        this.history = history;
        this.views = views;
        this.requests = requests;
    }

    /**
     * What a run is asked for with.
     *
     * @param priority normal when absent
     * @param method the project's first when absent
     * @param preset what the project has of the method when absent
     */
    record RunRequest(
            @Nullable RunKind kind,
            @Nullable Priority priority,
            @Nullable String method,
            @Nullable String preset) {}

    /** What was measured in a step. */
    record StepPoints(String runId, String stepId, String phase, String attempt, List<Point> points) {}

    /** That a request stands in the log; dispatch decides on it. */
    record Requested(String request) {}

    @GET
    @Operation(summary = "List the runs, the newest first, a page at a time")
    @APIResponse(responseCode = "200", description = "Found")
    public Page<RunView> list(
            @RestPath String project,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        return views.runs(project, after, limit);
    }

    @GET
    @Path("{run}")
    @Operation(summary = "Show a run with its phases and their progress")
    @APIResponse(responseCode = "200", description = "Found")
    public RunView show(@RestPath String project, @RestPath String run) {
        return views.run(project, run);
    }

    @GET
    @Path("{run}/steps/{step}/points")
    @Operation(summary = "Show the metrics of a committed step, each point once")
    @APIResponse(responseCode = "200", description = "Found")
    public StepPoints points(@RestPath String project, @RestPath String run, @RestPath String step) {
        views.requireProject(project);
        var committed = views.committed(new StreamFilter(project, Set.of(run), null)).stream()
                .filter(one -> one.step().equals(step))
                .findFirst()
                .orElseThrow(() -> RefusedException.of(
                        Refusal.Kind.UNKNOWN,
                        "unknown-step",
                        "a step of the run that is committed",
                        "none of that name",
                        "follow what is at work with GET /api/v1/metrics/stream"));
        return new StepPoints(run, step, committed.phase(), committed.attempt(), history.points(committed));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Ask for a run, whatever the triggers say",
            description =
                    "kind is pretrain, finetune or cycle. 202 once the request stands in the log; dispatch decides on it.")
    @APIResponse(
            responseCode = "202",
            description = "Asked for",
            content = @Content(schema = @Schema(implementation = Requested.class)))
    public Response start(
            @RestPath String project,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @RequestBody(content = @Content(schema = @Schema(implementation = RunRequest.class))) byte[] json) {
        var by = Actor.of(actor);
        var body = Bodies.read(json, RunRequest.class)
                .filter(wish -> wish.kind() != null)
                .orElseThrow(() -> RefusedException.of(
                        Refusal.Kind.INVALID,
                        "no-kind",
                        "a JSON object with kind pretrain, finetune or cycle",
                        "none",
                        "send {\"kind\": \"cycle\"}"));
        var priority = body.priority() == null ? Priority.NORMAL : body.priority();
        var request =
                requests.run(project, Objects.requireNonNull(body.kind()), priority, body.method(), body.preset(), by);
        return Response.accepted(new Requested(request)).build();
    }

    @POST
    @Path("{run}/cancel")
    @Operation(summary = "Ask that a run be ended", description = "Steps at work stop soon; what is committed stays.")
    @APIResponse(
            responseCode = "202",
            description = "Asked for",
            content = @Content(schema = @Schema(implementation = Requested.class)))
    public Response cancel(
            @RestPath String project, @RestPath String run, @HeaderParam(Actor.HEADER) @Nullable String actor) {
        return Response.accepted(new Requested(requests.cancel(project, run, Actor.of(actor))))
                .build();
    }
}
