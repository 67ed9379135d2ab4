package io.scanloop.eval.judge;

import io.scanloop.measure.Overlap;
import io.scanloop.storage.layout.SnapshotStudy;
import java.util.SortedMap;

/** A test study with the overlap of its mask and its labels, by class value. */
record JudgedStudy(SnapshotStudy study, SortedMap<Integer, Overlap> overlaps) {}
