package io.scanloop.workflow.dispatch;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepReady;
import io.scanloop.storage.layout.SnapshotStudy;
import java.util.List;

/** What a decision needs before it is written. Every method may be called again with the same and changes nothing then. */
interface Preparation {

    /** Stores the snapshot that a run starts from. */
    ObjectRef snapshot(String project, int generation, List<SnapshotStudy> studies);

    /** Notes a step that is given up: it is set aside once the decision was read back and counts. */
    void deadLetter(StepReady step, String cause);
}
