package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Ingest;
import io.scanloop.ingest.Quarantine;
import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.ingest.Sides;
import io.scanloop.ingest.StoredStudy;
import io.scanloop.ingest.StudyCatalog.Page;
import io.scanloop.ingest.StudyIntake.OnConflict;
import io.scanloop.ingest.StudyRequest;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/projects/{project}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Studies", description = "Co-registered volumes of one patient at one time")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class StudyResource {
    private final Ingest ingest;
    private final UploadGate gate;

    StudyResource(Ingest ingest, UploadGate gate) {
        this.ingest = ingest;
        this.gate = gate;
    }

    /** The parts of an upload, for the API document: the body itself is read as a stream. */
    @Schema(description = "A JSON part and one NIfTI file per contrast, each in a part named after its contrast")
    record StudyForm(
            StudyRequest study,

            @Schema(format = "binary", description = "named T1, T2, ...")
            String contrast) {}

    @POST
    @Path("studies")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Send a study, or further contrasts of one",
            description = "201 stored and announced, 202 stored and announced later, 200 nothing new, 409 other content"
                    + " or side than what stands, 422 not valid, 503 and 507 to be sent again.")
    @APIResponse(
            responseCode = "201",
            description = "Stored and announced",
            content = @Content(schema = @Schema(implementation = Answers.Study.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was there already",
            content = @Content(schema = @Schema(implementation = Answers.Study.class)))
    @APIResponse(
            responseCode = "202",
            description = "Stored, announced when the broker is back",
            content = @Content(schema = @Schema(implementation = Answers.Study.class)))
    public Response receive(
            @RestPath String project,
            @QueryParam("replace") @DefaultValue("false") boolean replace,
            @HeaderParam(Actor.HEADER) @Nullable String actor,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @RequestBody(content = @Content(schema = @Schema(implementation = StudyForm.class))) InputStream body) {
        var by = Actor.of(actor);
        ingest.projects().current(project);
        return gate.receive(body, contentType, "study", upload -> {
            var receipt = ingest.studies()
                    .receive(
                            project,
                            upload.json(StudyRequest.class),
                            upload.files(),
                            replace ? OnConflict.REPLACE : OnConflict.REFUSE,
                            by);
            return Answers.of(receipt.outcome(), Answers.Study.of(receipt.document(), Answers.isAnnounced(receipt)));
        });
    }

    @POST
    @Path("studies/lookup")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Find a study by the names that its sender uses", description = "404 when it is not stored.")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = Answers.Study.class)))
    public Answers.Study lookup(
            @RestPath String project,
            @RequestBody(content = @Content(schema = @Schema(implementation = StudyRequest.class))) byte[] body) {
        return shown(ingest.storedStudies().find(project, Bodies.read(body, StudyRequest.class)));
    }

    @GET
    @Path("studies/{study}")
    @Operation(summary = "Show the latest revision of a study")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = Answers.Study.class)))
    public Answers.Study show(@RestPath String project, @RestPath String study) {
        ingest.projects().current(project);
        return shown(ingest.storedStudies().find(project, study));
    }

    @GET
    @Path("studies")
    @Operation(summary = "List studies in order of arrival, a page at a time")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = Page.class)))
    public Page list(
            @RestPath String project,
            @QueryParam("split") @Nullable String split,
            @QueryParam("contrast") @Nullable String contrast,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        ingest.projects().current(project);
        Pages.checkLimit(limit);
        var side = Sides.parse(split);
        return ingest.catalog()
                .studies(
                        project,
                        line -> (side == null || side == line.split())
                                && (contrast == null || line.contrasts().contains(contrast)),
                        after,
                        limit);
    }

    @GET
    @Path("quarantine")
    @Operation(summary = "List what was refused, and why, a page at a time, in no particular order")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = Quarantine.Page.class)))
    public Quarantine.Page quarantine(
            @RestPath String project,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        ingest.projects().current(project);
        Pages.checkLimit(limit);
        return ingest.quarantine().list(project, after, limit);
    }

    private static Answers.Study shown(Optional<StoredStudy> study) {
        return study.map(found -> Answers.Study.of(found, null))
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        Refusal.Kind.UNKNOWN,
                        "unknown-study",
                        "a study that is stored",
                        "one that is not",
                        "list them with GET .../studies, or find one with POST .../studies/lookup")));
    }
}
