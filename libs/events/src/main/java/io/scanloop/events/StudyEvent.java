package io.scanloop.events;

/** What happened to a patient's studies and labels. Written by intake; kept for ever. */
public sealed interface StudyEvent extends Event
        permits PatientAssigned,
                StudyStored,
                StudyRejected,
                StudyQuarantined,
                LabelsStored,
                LabelsAccepted,
                LabelsWithdrawn,
                PatientErased {

    /** The patient's pseudonym, never a name. */
    String patient();

    @Override
    default Topic topic() {
        return Topic.STUDIES;
    }

    @Override
    default String subject() {
        return patient();
    }
}
