package io.scanloop.ingest;

import io.scanloop.storage.layout.PatientRecord;
import io.scanloop.storage.layout.StudyManifest;

/** The latest revision of a study, and the side of its patient. */
public record StoredStudy(StudyManifest manifest, PatientRecord patient) {}
