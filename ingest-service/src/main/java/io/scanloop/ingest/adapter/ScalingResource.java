package io.scanloop.ingest.adapter;

import io.scanloop.events.StepKind;
import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.workflow.dispatch.StepQueues;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/scaling")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Scaling", description = "How many workers are wanted")
@APIResponse(
        responseCode = "default",
        description = "Refused or failed: code says why, action what to do",
        content = @Content(mediaType = Problems.TYPE, schema = @Schema(implementation = Problems.Problem.class)))
class ScalingResource {
    private final StepQueues queues;

    ScalingResource(StepQueues queues) {
        this.queues = queues;
    }

    /** Steps queued or worked on, by what they do. */
    record Wanted(long pretrain, long finetune, long evaluate) {}

    @GET
    @Operation(
            summary = "Steps that are queued or worked on",
            description = "The same from every replica: the broker counts. finetune-worker does both fine-tuning and "
                    + "evaluation.")
    @APIResponse(
            responseCode = "200",
            description = "Counted",
            content = @Content(schema = @Schema(implementation = Wanted.class)))
    public Wanted wanted() {
        try {
            var lengths = queues.lengths();
            return new Wanted(
                    lengths.getOrDefault(StepKind.PRETRAIN, 0L),
                    lengths.getOrDefault(StepKind.FINETUNE, 0L),
                    lengths.getOrDefault(StepKind.EVALUATE, 0L));
        } catch (KafkaException e) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "broker-away",
                    "a broker that counts its queues",
                    "none that answered in time",
                    "keep the number of workers, and ask again"));
        }
    }
}
