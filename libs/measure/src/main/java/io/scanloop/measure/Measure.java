package io.scanloop.measure;

/** The measures of a class, by the names that tables and documents use. */
public enum Measure {
    DICE("dice", ""),
    IOU("iou", ""),
    PRECISION("precision", ""),
    RECALL("recall", ""),
    SPECIFICITY("specificity", ""),
    ACCURACY("accuracy", ""),
    /** The same as Dice; some call it so. */
    F1("f1", ""),
    /** What the prediction has too much, or too little if negative. */
    VOLUME_ERROR("volumeError", "mm3"),
    /** The same as a part of the reference; NaN where the reference is empty. */
    RELATIVE_VOLUME_ERROR("relativeVolumeError", ""),
    HD("hd", "mm"),
    /** As MONAI has it. */
    HD95("hd95", "mm"),
    /** As DeepMind has it. */
    HD95_AREA("hd95Area", "mm"),
    /** Over the voxels of both surfaces together. */
    ASSD("assd", "mm"),
    /** Over the area of both surfaces together. */
    ASSD_AREA("assdArea", "mm"),
    /** By areas: what surface Dice means without further words. */
    NSD("nsd", ""),
    /** By voxels. */
    NSD_VOXELS("nsdVoxels", "");

    private final String key;
    private final String unit;

    Measure(String key, String unit) {
        this.key = key;
        this.unit = unit;
    }

    /** Its name in documents, e.g. {@code hd95Area}. */
    public String key() {
        return key;
    }

    /** {@code mm}, {@code mm3}, or empty for a number without a unit. */
    public String unit() {
        return unit;
    }

    /** Its figure for a class; NaN where there is none. */
    public double of(ClassScores scores) {
        var overlap = scores.overlap();
        return switch (this) {
            case DICE -> scores.emptyMasks().overlap(overlap, Overlap::dice);
            case IOU -> scores.emptyMasks().overlap(overlap, Overlap::iou);
            case PRECISION -> overlap.precision();
            case RECALL -> overlap.recall();
            case SPECIFICITY -> overlap.specificity();
            case ACCURACY -> overlap.accuracy();
            case F1 -> scores.emptyMasks().overlap(overlap, Overlap::f1);
            case VOLUME_ERROR -> overlap.excess() * scores.voxelVolume();
            case RELATIVE_VOLUME_ERROR -> overlap.relativeVolumeError();
            case HD -> scores.voxels().hausdorff();
            case HD95 -> scores.voxels().hausdorff95();
            case HD95_AREA -> scores.areas().hausdorff95();
            case ASSD -> scores.voxels().mean();
            case ASSD_AREA -> scores.areas().mean();
            case NSD -> scores.areas().dice();
            case NSD_VOXELS -> scores.voxels().dice();
        };
    }
}
