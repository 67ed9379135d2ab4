package io.scanloop.learning.method;

/** What of a study the network of a method gets to see. */
public enum StudyPart {
    /** Volumes of all contrasts of the task that the study has. */
    ALL_CONTRASTS("3-D, all contrasts"),
    /** The volume of the first contrast of the task that the study has. */
    ONE_CONTRAST("3-D, one contrast"),
    /** Axial slices, one by one, of the first contrast of the task that the study has. */
    SLICES_OF_ONE_CONTRAST("2-D slices, one contrast");

    private final String words;

    StudyPart(String words) {
        this.words = words;
    }

    /** For tables. */
    public String words() {
        return words;
    }
}
