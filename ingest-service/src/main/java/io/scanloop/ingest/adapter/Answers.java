package io.scanloop.ingest.adapter;

import io.scanloop.events.ObjectRef;
import io.scanloop.ingest.LabelSet;
import io.scanloop.ingest.Receipt;
import io.scanloop.ingest.StoredStudy;
import io.scanloop.storage.layout.StoredVolume;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What this API answers, and with which status. */
final class Answers {
    private Answers() {}

    /** A study; {@code announced} is null where nothing was stored. */
    record Study(
            String study,
            String patient,
            String split,
            int revision,
            Instant at,
            String actor,
            @Nullable Boolean announced,
            SortedMap<String, StoredVolume> contrasts,
            SortedMap<String, String> attributes) {

        static Study of(StoredStudy stored, @Nullable Boolean announced) {
            var manifest = stored.manifest();
            return new Study(
                    manifest.study(),
                    manifest.patient(),
                    stored.patient().split().toString().toLowerCase(Locale.ROOT),
                    manifest.revision(),
                    manifest.at(),
                    manifest.actor(),
                    announced,
                    manifest.contrasts(),
                    manifest.attributes());
        }
    }

    /** A label set; {@code announced} is null where nothing was stored. */
    record Labels(
            String study,
            String labels,
            int version,
            String annotator,
            String status,
            Instant at,
            String actor,
            @Nullable Boolean announced,
            String content,
            ObjectRef object,
            SortedMap<Integer, Long> voxels) {

        static Labels of(LabelSet set, @Nullable Boolean announced) {
            var manifest = set.manifest();
            return new Labels(
                    manifest.study(),
                    manifest.labels(),
                    manifest.version(),
                    manifest.annotator(),
                    set.status().name().toLowerCase(Locale.ROOT),
                    manifest.at(),
                    manifest.actor(),
                    announced,
                    manifest.volume().content(),
                    manifest.volume().object(),
                    manifest.voxels());
        }
    }

    /** 201 when it is stored and announced, 202 when its announcement waits for the broker, 200 when it was there. */
    static Response of(Receipt.Outcome outcome, Object body) {
        int status = switch (outcome) {
            case ANNOUNCED -> 201;
            case STORED -> 202;
            case UNCHANGED -> 200;
        };
        return Response.status(status).entity(body).build();
    }

    /** Whether its event is out; null for what was there before, whose event may be out or wait in the outbox. */
    static @Nullable Boolean isAnnounced(Receipt<?> receipt) {
        return switch (receipt.outcome()) {
            case ANNOUNCED -> true;
            case STORED -> false;
            case UNCHANGED -> null;
        };
    }
}
