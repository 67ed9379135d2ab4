package io.scanloop.storage.layout;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.Split;
import java.time.Instant;

/**
 * The side of a patient: written once, at the patient's first study, and never changed.
 *
 * @param patient the pseudonym
 * @param split the side that all of the patient's studies are on
 * @param by whether the sender named the side or the arrival order gave it
 * @param slot the patient's place in the arrival order, or -1 when the sender named the side
 */
public record PatientRecord(String patient, Split split, AssignedBy by, int slot, Instant at) {}
