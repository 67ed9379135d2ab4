package io.scanloop.workflow.dispatch;

import io.scanloop.events.Split;
import io.scanloop.storage.layout.SnapshotStudy;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is counted of a cohort. The first two only ever grow, so that a run can note where they stood.
 *
 * @param trainRevisions revisions of train-side studies ever recorded
 * @param labelSets label sets ever accepted
 * @param usableTrain train-side studies that a run may use now
 * @param usableLabelSets studies with labels that a run may use now
 * @param testStudies test-side studies with labels that a run may use now
 * @param patients patients with such labels, per side
 * @param stored studies ever recorded
 * @param quarantined studies of which no revision is usable because one is quarantined
 */
record CohortFigures(
        long trainRevisions,
        long labelSets,
        int usableTrain,
        int usableLabelSets,
        int testStudies,
        Map<Split, Integer> patients,
        int stored,
        int quarantined) {

    /** Counts the usable studies one by one. */
    static final class Counting {
        private final long trainRevisions;
        private final long labelSets;
        private final int stored;
        private final int quarantined;
        private final Map<Split, Set<String>> patients = new EnumMap<>(Split.class);
        private int usableTrain;
        private int usableLabelSets;
        private int testStudies;

        Counting(long trainRevisions, long labelSets, int stored, int quarantined) {
            this.trainRevisions = trainRevisions;
            this.labelSets = labelSets;
            this.stored = stored;
            this.quarantined = quarantined;
            for (var side : Split.values()) {
                patients.put(side, new HashSet<>());
            }
        }

        void add(SnapshotStudy study) {
            usableTrain += study.split() == Split.TRAIN ? 1 : 0;
            if (study.isLabelled()) {
                usableLabelSets++;
                testStudies += study.split() == Split.TEST ? 1 : 0;
                patients.getOrDefault(study.split(), new HashSet<>()).add(study.patient());
            }
        }

        CohortFigures figures() {
            var counts = new EnumMap<Split, Integer>(Split.class);
            patients.forEach((side, keys) -> counts.put(side, keys.size()));
            return new CohortFigures(
                    trainRevisions,
                    labelSets,
                    usableTrain,
                    usableLabelSets,
                    testStudies,
                    Map.copyOf(counts),
                    stored,
                    quarantined);
        }
    }
}
