package io.scanloop.ingest;

import io.scanloop.imaging.NiftiLimits;
import io.scanloop.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;

/**
 * The use cases of this service, put together.
 *
 * @param catalog must be fed with the events of the log by the caller
 */
public record Ingest(
        Installation installation,
        Projects projects,
        StudyIntake studies,
        StoredStudies storedStudies,
        LabelIntake labels,
        LabelSets labelSets,
        LabelReview labelReview,
        Encoders encoders,
        Quarantine quarantine,
        StudyCatalog catalog,
        RunRequests runs,
        Outbox outbox) {

    /**
     * Puts them together.
     *
     * @param patience how long a request waits for the broker before it leaves its event to the outbox
     * @param limits what a volume may be at most
     */
    public static Ingest of(
            ObjectStore store,
            InstallationKey key,
            Announcer announcer,
            Duration patience,
            NiftiLimits limits,
            Clock clock) {
        var installation = new Installation(store, key);
        var outbox = new Outbox(store, announcer, patience, clock);
        var projects = new Projects(installation, store, outbox, clock);
        var splits = new SplitLedger(store, installation, outbox, clock);
        var check = new VolumeCheck(limits);
        var quarantine = new Quarantine(store, outbox, clock);
        var stored = new StoredStudies(installation, projects, splits, store);
        var labelSets = new LabelSets(projects, stored, store);
        var studies = new StudyIntake(projects, stored, labelSets, splits, check, quarantine, store, outbox, clock);
        var labelReview = new LabelReview(projects, labelSets, outbox, clock);
        var labels = new LabelIntake(projects, stored, labelSets, labelReview, check, quarantine, store, outbox, clock);
        var catalog = new StudyCatalog();
        return new Ingest(
                installation,
                projects,
                studies,
                stored,
                labels,
                labelSets,
                labelReview,
                new Encoders(projects, catalog, store, outbox, clock),
                quarantine,
                catalog,
                new RunRequests(projects, catalog, announcer, patience, clock),
                outbox);
    }
}
