package io.scanloop.ingest.adapter;

import io.scanloop.events.ObjectRef;
import io.scanloop.ingest.EncoderRequest;
import io.scanloop.ingest.Ingest;
import io.scanloop.storage.layout.EncoderManifest;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/projects/{project}/encoders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Encoders", description = "Published weights that fine-tunings may start from")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class EncoderResource {
    private final Ingest ingest;
    private final UploadGate gate;

    EncoderResource(Ingest ingest, UploadGate gate) {
        this.ingest = ingest;
        this.gate = gate;
    }

    /** The parts of an upload, for the API document: the body itself is read as a stream. */
    @Schema(description = "A JSON part and the weights as safetensors or .npz")
    record EncoderForm(
            EncoderRequest encoder,
            @Schema(format = "binary") String file) {}

    /** Weights; {@code announced} is null where nothing was stored. */
    record Encoder(
            String encoder,
            Instant at,
            String actor,
            @Nullable Boolean announced,
            String format,
            int tensors,
            ObjectRef object) {

        static Encoder of(EncoderManifest manifest, @Nullable Boolean announced) {
            return new Encoder(
                    manifest.encoder(),
                    manifest.at(),
                    manifest.actor(),
                    announced,
                    manifest.format(),
                    manifest.tensors(),
                    manifest.object());
        }
    }

    record EncoderPage(List<Encoder> items, @Nullable String next) {}

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Send published weights",
            description =
                    "201 stored and announced, 202 stored and announced later, 200 they were there under this name,"
                            + " 409 others are, 422 not valid. A configuration that names them as its encoder starts from them.")
    @APIResponse(
            responseCode = "201",
            description = "Stored and announced",
            content = @Content(schema = @Schema(implementation = Encoder.class)))
    @APIResponse(
            responseCode = "200",
            description = "They were there",
            content = @Content(schema = @Schema(implementation = Encoder.class)))
    @APIResponse(
            responseCode = "202",
            description = "Stored, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = Encoder.class)))
    public Response receive(
            @RestPath String project,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @RequestBody(content = @Content(schema = @Schema(implementation = EncoderForm.class))) InputStream body) {
        var by = Actor.of(actor);
        return gate.receive(body, contentType, "encoder", upload -> {
            var receipt =
                    ingest.encoders().receive(project, upload.json(EncoderRequest.class), upload.file("file"), by);
            return Answers.of(receipt.outcome(), Encoder.of(receipt.document(), Answers.isAnnounced(receipt)));
        });
    }

    @GET
    @Operation(summary = "List the published weights of a project by name, a page at a time")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = EncoderPage.class)))
    public EncoderPage list(
            @RestPath String project,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.checkLimit(limit);
        var items = ingest.encoders().list(project, after, limit).stream()
                .map(manifest -> Encoder.of(manifest, null))
                .toList();
        return new EncoderPage(
                items, items.size() < limit ? null : items.get(limit - 1).encoder());
    }
}
