package io.scanloop.imaging;

/** How the values of a contrast come to the scale on which networks work. */
public enum IntensityLaw {
    /** CT: from {@link #LOW}..{@link #HIGH} HU to 0..1, clipped. */
    CT_WINDOW("HU from -1000 to 1000 become 0 to 1, what lies beyond is clipped") {
        @Override
        public Volume apply(Volume volume) {
            return Intensity.ctWindow(volume, LOW, HIGH);
        }
    },
    /** All others: mean 0 and deviation 1 over the voxels that are not 0; the rest stays 0. */
    Z_SCORE("mean 0 and standard deviation 1 over the voxels that are not 0; those that are stay 0") {
        @Override
        public Volume apply(Volume volume) {
            return Intensity.zScoreOnNonZero(volume);
        }
    };

    /** Lower end of the window of CT, in HU. */
    public static final double LOW = -1000;

    /** Upper end of the window of CT, in HU. */
    public static final double HIGH = 1000;

    private static final String CT = "CT";

    private final String sentence;

    IntensityLaw(String sentence) {
        this.sentence = sentence;
    }

    /** The law of a contrast, by its name: that of CT for {@code CT}. */
    public static IntensityLaw of(String contrast) {
        return contrast.equals(CT) ? CT_WINDOW : Z_SCORE;
    }

    /** A volume on the same grid, on the scale of networks. */
    public abstract Volume apply(Volume volume);

    /** The law in words, for those who apply it elsewhere. */
    public String sentence() {
        return sentence;
    }
}
