package io.scanloop.imaging;

/** The two layouts of a NIfTI header. */
public enum NiftiVersion {
    /** Sizes up to 32767 on an axis, affine in single precision. Every reader knows it. */
    NIFTI_1(Short.MAX_VALUE),
    /** Any size, affine in double precision. */
    NIFTI_2(Long.MAX_VALUE);

    private final long mostVoxelsPerAxis;

    NiftiVersion(long mostVoxelsPerAxis) {
        this.mostVoxelsPerAxis = mostVoxelsPerAxis;
    }

    public long mostVoxelsPerAxis() {
        return mostVoxelsPerAxis;
    }

    /** The older one where it can hold the grid. */
    public static NiftiVersion of(Geometry geometry) {
        return NIFTI_1.holds(geometry) ? NIFTI_1 : NIFTI_2;
    }

    boolean holds(Geometry geometry) {
        return Math.max(geometry.sizeX(), Math.max(geometry.sizeY(), geometry.sizeZ())) <= mostVoxelsPerAxis;
    }
}
