package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Ingest;
import io.scanloop.ingest.LabelIntake.Acceptance;
import io.scanloop.ingest.LabelRequest;
import io.scanloop.ingest.LabelSet;
import io.scanloop.ingest.Receipt;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/projects/{project}/studies/{study}/labels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Labels", description = "Segmentations of stored studies, by annotator and version")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class LabelResource {
    private final Ingest ingest;
    private final UploadGate gate;

    LabelResource(Ingest ingest, UploadGate gate) {
        this.ingest = ingest;
        this.gate = gate;
    }

    /** The parts of an upload, for the API document: the body itself is read as a stream. */
    @Schema(description = "A JSON part and the segmentation as NIfTI")
    record LabelForm(
            LabelRequest labels, @Schema(format = "binary") String file) {}

    record Withdrawal(@Nullable String reason) {}

    record LabelPage(List<Answers.Labels> items, @Nullable Integer next) {}

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Send a segmentation of a study",
            description = "201 stored and announced, 202 stored and announced later, 200 this annotator sent it before,"
                    + " 409 no such study (send it first), 422 not valid.")
    @APIResponse(
            responseCode = "201",
            description = "Stored and announced",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "200",
            description = "This annotator sent it before",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "202",
            description = "Stored, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    public Response receive(
            @RestPath String project,
            @RestPath String study,
            @QueryParam("accept") @DefaultValue("false") boolean accept,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @RequestBody(content = @Content(schema = @Schema(implementation = LabelForm.class))) InputStream body) {
        var by = Actor.of(actor);
        return gate.receive(
                body,
                contentType,
                "labels",
                upload -> answer(ingest.labels()
                        .receive(
                                project,
                                study,
                                upload.json(LabelRequest.class),
                                upload.file("file"),
                                accept ? Acceptance.AT_ONCE : Acceptance.LATER,
                                by)));
    }

    @GET
    @Operation(summary = "List the label sets of a study in order of arrival, a page at a time")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = LabelPage.class)))
    public LabelPage list(
            @RestPath String project,
            @RestPath String study,
            @QueryParam("after") @DefaultValue("0") int after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        var sets = ingest.labelSets().list(project, study, Math.max(0, after), limit).stream()
                .map(set -> Answers.Labels.of(set, null))
                .toList();
        return new LabelPage(sets, sets.size() < limit ? null : Math.max(0, after) + limit);
    }

    @GET
    @Path("{labels}")
    @Operation(summary = "Show a label set")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    public Answers.Labels show(@RestPath String project, @RestPath String study, @RestPath String labels) {
        return Answers.Labels.of(ingest.labelSets().get(project, study, labels), null);
    }

    @POST
    @Path("{labels}/accept")
    @Operation(summary = "Let runs use a label set")
    @APIResponse(
            responseCode = "201",
            description = "Accepted and announced",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was accepted before",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "202",
            description = "Accepted, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    public Response accept(
            @RestPath String project,
            @RestPath String study,
            @RestPath String labels,
            @HeaderParam(Actor.HEADER) @Nullable String actor) {
        return answer(ingest.labelReview().accept(project, study, labels, Actor.of(actor)));
    }

    @POST
    @Path("{labels}/withdraw")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Take a label set away from all later runs, for good")
    @APIResponse(
            responseCode = "201",
            description = "Withdrawn and announced",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was withdrawn before",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    @APIResponse(
            responseCode = "202",
            description = "Withdrawn, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = Answers.Labels.class)))
    public Response withdraw(
            @RestPath String project,
            @RestPath String study,
            @RestPath String labels,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @RequestBody(content = @Content(schema = @Schema(implementation = Withdrawal.class))) byte[] body) {
        var reason = Bodies.read(body, Withdrawal.class).reason();
        return answer(ingest.labelReview().withdraw(project, study, labels, reason, Actor.of(actor)));
    }

    private static Response answer(Receipt<LabelSet> receipt) {
        return Answers.of(receipt.outcome(), Answers.Labels.of(receipt.document(), Answers.isAnnounced(receipt)));
    }
}
